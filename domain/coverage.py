"""Until when a listener is complete, where it is not, and how that was proved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Proof(StrEnum):
    """How a walk knew that it was complete."""

    KNOWN = "known"  # it read down to what an earlier walk had read
    END = "end"  # it read to the end of what the platform lists
    FILLED = "filled"  # it read the rest on another way than the usual one


class HoleState(StrEnum):
    """A hole is open while it may still be read, then closed; else it is reported for ever."""

    OPEN = "open"
    CLOSED = "closed"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `since` to `until`; where they are equal it is empty."""

    since: dt.datetime
    until: dt.datetime

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise ValueError(f"a span can't end ({self.until}) before it begins ({self.since})")

    @property
    def length(self) -> dt.timedelta:
        return self.until - self.since

    def touches(self, other: Span) -> bool:
        """Whether nothing lies between the two."""
        return self.since <= other.until and other.since <= self.until

    def holds(self, other: Span) -> bool:
        """Whether all of the other lies inside."""
        return self.since <= other.since and other.until <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A time that a walk could not read, and why.

    `final` says that it never can be read: it is reported. Otherwise the walk reads it first, and
    its completion closes it.
    """

    span: Span
    reason: str
    final: bool = True


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time in as few spans as possible, oldest first; empty ones vanish."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.since, one.until)):
        if span.since == span.until:
            continue
        if found and found[-1].touches(span):
            last = found.pop()
            span = Span(since=last.since, until=max(last.until, span.until))
        found.append(span)
    return tuple(found)


def without(span: Span, holes: Iterable[Span]) -> tuple[Span, ...]:
    """What is left of a span, oldest first."""
    left = []
    at = span.since
    for hole in joined(holes):
        if hole.until <= at or hole.since >= span.until:
            continue
        if hole.since > at:
            left.append(Span(since=at, until=hole.since))
        at = min(hole.until, span.until)
    if at < span.until:
        left.append(Span(since=at, until=span.until))
    return tuple(left)


def share(of: Span, proven: Iterable[Span]) -> float:
    """How much of a time is proven complete, from 0 to 1."""
    if of.since == of.until:
        return 1.0
    missing = without(of, proven)
    return 1.0 - sum((one.length for one in missing), dt.timedelta(0)) / of.length


class Slot(StrEnum):
    """What is known of one stretch of time."""

    COMPLETE = "complete"
    OPEN = "open"  # a hole that will be read, or the time since the last poll
    REPORTED = "reported"  # it can never be read
    BEFORE = "before"  # nobody listened yet


def slots(
    of: Span, number: int, *, proven: Iterable[Span], reported: Iterable[Span]
) -> tuple[Slot, ...]:
    """A time in so many equal stretches, oldest first, each as bad as its worst part."""
    proven, reported = joined(proven), joined(reported)
    first = min((one.since for one in (*proven, *reported)), default=of.until)
    step = of.length / number
    found = []
    for place in range(number):
        part = Span(since=of.since + step * place, until=of.since + step * (place + 1))
        found.append(_slot(part, proven, reported, first))
    return tuple(found)


def _slot(
    part: Span, proven: tuple[Span, ...], reported: tuple[Span, ...], first: dt.datetime
) -> Slot:
    if part.until <= first:
        return Slot.BEFORE
    heard = Span(since=max(part.since, first), until=part.until)
    if any(one.since < heard.until and heard.since < one.until for one in reported):
        return Slot.REPORTED
    return Slot.OPEN if without(heard, proven) else Slot.COMPLETE
