"""Helpdesks that a case can go on in: what each can do, and where they are found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol

from domain.errors import MalformedItem
from domain.helpdesk import NewTicket, RemoteTicket
from platforms.reading import mapping

HELPDESKS = {
    "chatwoot": "responder.chatwoot:Chatwoot",
    "zendesk": "responder.zendesk:Zendesk",
}
"""Kind in the settings -> module:class."""


class Helpdesk(Protocol):
    """One account of a helpdesk.

    * `create` makes a ticket at most once for a key, if no other call with it is under way; it
      raises OutcomeUnknown where it may have been made, and RetryLater where it certainly was not.
    * `find` sees a ticket that was made with this key; None means that there is none.
    * `read` tells how a ticket stands now.
    """

    settings_model: Any

    def __init__(self, settings: Any, *, now: Callable[[], dt.datetime]) -> None: ...

    def create(self, ticket: NewTicket) -> RemoteTicket: ...

    def find(self, key: str) -> RemoteTicket | None: ...

    def read(self, remote_id: str) -> RemoteTicket: ...


def number_of(found: object, what: str) -> str:
    """The id of something that a helpdesk told us of; raises MalformedItem where it has none."""
    number = mapping(found).get("id")
    if isinstance(number, bool) or not isinstance(number, int | str) or number == "":
        raise MalformedItem(f"{what} came without an id.")
    return str(number)
