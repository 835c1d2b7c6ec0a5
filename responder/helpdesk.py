"""Helpdesks that a case can go on in: what each can do, and where they are found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field

from domain.errors import MalformedItem
from domain.helpdesk import NewTicket, RemoteTicket
from platforms.reading import identifier, mapping

HELPDESKS = {
    "chatwoot": "responder.chatwoot:Chatwoot",
    "freshdesk": "responder.freshdesk:Freshdesk",
    "hubspot": "responder.hubspot:HubSpot",
    "zammad": "responder.zammad:Zammad",
    "zendesk": "responder.zendesk:Zendesk",
}
"""Kind in the settings -> module:class."""
_LARGEST = 2**63
_NO_ID = frozenset("/?#%\\ .")
"""Signs that would make another address of the one that the id is put into."""
ADDRESS = r"^https?://[^\s/]+/?$"


class DeskSettings(BaseModel):
    """What every helpdesk's settings have."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    timeout: dt.timedelta = Field(
        default=dt.timedelta(seconds=20), description="How long to wait for an answer."
    )


class Helpdesk(Protocol):
    """One account of a helpdesk.

    * `create` makes a ticket at most once for a key, if no other call with it is under way; it
      raises OutcomeUnknown where it may have been made, and RetryLater where it certainly was not.
    * `find` sees a ticket that was made with this key; None means that there is none.
    * `read` tells how a ticket stands now.
    * `check` raises what stands in the way of tickets, as far as that can be read; it makes none.
    """

    settings_model: Any

    def __init__(self, settings: Any, *, now: Callable[[], dt.datetime]) -> None: ...

    def create(self, ticket: NewTicket) -> RemoteTicket: ...

    def find(self, key: str) -> RemoteTicket | None: ...

    def read(self, remote_id: str) -> RemoteTicket: ...

    def check(self) -> None: ...


def number_of(found: object, what: str) -> str:
    """The id of something that a helpdesk told us of; raises MalformedItem where it has none."""
    told = mapping(found).get("id")
    number = identifier(told) if not isinstance(told, int) or abs(told) < _LARGEST else None
    if number is None or set(number) & _NO_ID:
        raise MalformedItem(f"{what} came without an id.")
    return number
