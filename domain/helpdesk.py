"""A ticket in somebody else's helpdesk: what it is made of, how it stands, what may follow."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class TicketStatus(StrEnum):
    """requested > sending > open > solved, with two ways to end otherwise.

    *unknown*: it may have been made; it is looked up by its key, else a person decides. *failed*:
    the helpdesk refused it, or it was not found after a doubt; a person may try again.
    """

    REQUESTED = "requested"
    SENDING = "sending"
    OPEN = "open"
    SOLVED = "solved"
    UNKNOWN = "unknown"
    FAILED = "failed"


MOST_ATTEMPTS = 6
MOST_LOOKS = 3
LOOK_AGAIN_AFTER = dt.timedelta(minutes=1)
FOLLOW_EVERY = dt.timedelta(minutes=5)
FOLLOW_FOR = dt.timedelta(days=60)
"""After it a ticket that nobody solves is asked about no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicket:
    """What is created. `key` is ours, the same at every attempt: by it the ticket is found."""

    key: str
    subject: str
    body: str
    customer: str
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteTicket:
    """A ticket as the helpdesk tells it: its number there, its own word for how it stands."""

    id: str
    url: str
    status: str
    solved: bool


def retry_wait(attempts: int) -> dt.timedelta:
    """How long to wait after so many attempts that certainly made nothing."""
    return dt.timedelta(minutes=min(60, 2 ** min(10, max(0, attempts - 1))))


def follow_wait(age: dt.timedelta) -> dt.timedelta:
    """How long until a ticket of this age is asked about again: old ones seldom change."""
    return max(FOLLOW_EVERY, min(age / 20, dt.timedelta(hours=6)))
