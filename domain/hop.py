"""A hop: a customer goes, or is sent, from one place to another; later posts tell how it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.channel import Place


class HopAsker(StrEnum):
    """Who wanted the move."""

    AGENT = "agent"
    CUSTOMER = "customer"
    RULE = "rule"  # a reply that no person approved


class HopOutcome(StrEnum):
    """How it ended. *returned* is worse than *silent*: she had to ask a second time."""

    OPEN = "open"  # nothing was heard of her since
    ARRIVED = "arrived"  # she is where she was sent
    SOLVED = "solved"  # her matter was settled without her coming back
    RETURNED = "returned"  # she asked again where she had started
    SILENT = "silent"  # nothing was heard of her for a week


UNFINISHED = frozenset({HopOutcome.OPEN, HopOutcome.ARRIVED})
SILENT_AFTER = dt.timedelta(days=7)
"""So long after a hop without a word of the customer's nothing more is to be expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownHop:
    """A hop from which the customer has not returned, as far as a new post of hers concerns it."""

    id: int
    origin: Place
    target: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a post says of hops: these end so; `moved_from` says that she came by herself."""

    ended: dict[int, HopOutcome]
    moved_from: Place | None = None


def step(hops: Sequence[KnownHop], *, before: Place | None, here: Place, asks: bool) -> Step:
    """What it means that a customer, who wrote `before` last, now writes `here`.

    Where she was sent she has arrived. Where she had started she has returned, if she `asks` for
    something; a word of thanks there is no return. To any other place she went by herself.
    """
    ended: dict[int, HopOutcome] = {}
    for hop in hops:
        if here == hop.target:
            ended[hop.id] = HopOutcome.ARRIVED
        elif here == hop.origin and asks:
            ended[hop.id] = HopOutcome.RETURNED
    expected = any(outcome is HopOutcome.ARRIVED for outcome in ended.values())
    moved = before is not None and before != here and not expected and asks
    went_back = any(outcome is HopOutcome.RETURNED for outcome in ended.values())
    return Step(ended=ended, moved_from=before if moved and not went_back else None)
