"""How customers sound: counts by mood, quarters of an hour, and what drove a change."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.classification import Sentiment
from domain.share import Share

SLOT = 900
"""Seconds of a quarter of an hour: the days of all time zones begin between two of them."""
Counts = dict[Sentiment, int]
_SECOND = dt.timedelta(seconds=1)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def slot_of(at: dt.datetime) -> int:
    """The number of the quarter of an hour that holds this moment."""
    return (at - _EPOCH) // _SECOND // SLOT


def slot_after(at: dt.datetime) -> int:
    """The first one that does not begin before this moment."""
    return -((_EPOCH - at) // _SECOND // SLOT)


def begin_of(slot: int) -> dt.datetime:
    """When a quarter of an hour begins."""
    return _EPOCH + slot * SLOT * _SECOND


def total(parts: Iterable[Mapping[Sentiment, int]]) -> Counts:
    """The sum of several counts."""
    summed: Counter[Sentiment] = Counter()
    for part in parts:
        summed.update(part)
    return {mood: summed[mood] for mood in Sentiment}


def share(counts: Mapping[Sentiment, int], mood: Sentiment = Sentiment.NEGATIVE) -> Share:
    """The mood's part of all posts, with its interval."""
    return Share(part=counts.get(mood, 0), whole=sum(counts.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """A topic, network, language or account, and what it added to the change.

    `points` is how much of the change of the negative share came from its negative posts, as a
    part of all posts; over all drivers of a kind they add up to the change.
    """

    name: str
    before: Share
    after: Share
    points: float


def drivers(before: Mapping[str, Counts], after: Mapping[str, Counts]) -> list[Driver]:
    """Who drove the change of the negative share, the strongest first; none without two days."""
    whole_before = sum(sum(counts.values()) for counts in before.values())
    whole_after = sum(sum(counts.values()) for counts in after.values())
    if not whole_before or not whole_after:
        return []
    found = []
    for name in sorted({*before, *after}):
        was, is_now = share(before.get(name, {})), share(after.get(name, {}))
        points = is_now.part / whole_after - was.part / whole_before
        found.append(Driver(name=name, before=was, after=is_now, points=points))
    return sorted(found, key=lambda one: (-abs(one.points), one.name))


def change(before: Share, after: Share) -> tuple[float, float, float] | None:
    """(change of the share, and the 95 % interval of it, Newcombe's); None without two shares."""
    if before.value is None or after.value is None:
        return None
    moved = after.value - before.value
    (low_before, high_before), (low_after, high_after) = before.interval, after.interval
    low = math.hypot(after.value - low_after, high_before - before.value)
    high = math.hypot(high_after - after.value, before.value - low_before)
    return moved, moved - low, moved + high
