"""What one platform allows for one way of answering, and the row of the table that says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from domain.mention import Platform
from domain.reply import ReplyTarget


class Way(StrEnum):
    """How an answer goes out, as the platforms' rules tell them apart."""

    PUBLIC = "public"
    PRIVATE = "private"  # about something public
    MESSAGE = "message"  # in private, to what was written in private


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """Where the matter can be settled all the same."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRule:
    """What one platform allows for one kind of reply.

    `window` None means for ever, `kinds` None that every kind of mention may be answered so;
    `too_late` says what is left when the window has closed, `summons` what where nobody summoned
    us. After `by_person_after` only a person may answer. `as_posted` is the text with what the
    responder adds to it. Prices are in millionths of a dollar. `way_out` is where to go when this
    way is closed; None means to the post itself. `templates` says that after the window what the
    network has approved beforehand may still be sent.
    """

    max_length: int
    window: dt.timedelta | None = None
    by_person_after: dt.timedelta | None = None
    once_per_target: bool = False
    needs_summons: bool = False
    kinds: frozenset[str] | None = None
    length: Callable[[str], int] = len
    as_posted: Callable[[ReplyTarget, str], str] = lambda _target, text: text
    too_late: str = "A private reply is possible for {} only: answer in public."
    summons: str = ""
    price: int = 0
    price_with_link: int = 0
    way_out: WayOut | None = None
    templates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One row of the table: the rule that holds from `since` until the next row of its kind.

    Where no source says since when, `since` is the day on which we read it, and the rule is taken
    to have held before.
    """

    platform: Platform
    way: Way
    since: dt.date
    source: str
    rule: SendRule

    @property
    def version(self) -> str:
        """The name by which a reply remembers under which rule it was judged."""
        return f"{self.platform}/{self.way}/{self.since:%Y-%m-%d}"
