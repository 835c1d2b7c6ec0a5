"""Whether more is being asked at this minute of the week than is usual for it."""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

WINDOW = dt.timedelta(hours=1)
LEAST = 5
"""Fewer posts than this are never a surge."""
STRIKING = 3.3
"""How many standard deviations above the usual; under a Poisson law one look in 2,000 passes it."""
WEEKS = 4
DAYS = 7
_FLOOR = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Surge:
    """More posts of a topic within the last WINDOW than this minute of the week usually has."""

    topic: str
    posts: int
    usual: float


def compared_with(now: dt.datetime) -> list[dt.datetime]:
    """The ends of earlier windows that tell what is usual: same minute of the week, of the day."""
    weeks = [now - dt.timedelta(weeks=number) for number in range(1, WEEKS + 1)]
    days = [now - dt.timedelta(days=number) for number in range(1, DAYS)]
    return weeks + days


def usual(weeks: Sequence[int | None], days: Sequence[int | None], before: float) -> float:
    """How many posts this window usually has; None stands for a time when nobody listened yet.

    The median of the same minutes in earlier weeks, so that one bad week teaches nothing wrong;
    with fewer than two weeks that of earlier days, then `before`, the average of today so far.
    """
    for known in ([n for n in weeks if n is not None], [n for n in days if n is not None]):
        if len(known) >= 2:
            return max(float(statistics.median(known)), _FLOOR)
    return max(before, _FLOOR)


def is_surge(posts: int, expected: float) -> bool:
    """Whether so many posts are more than chance makes of `expected` (Anscombe's transform)."""
    far = 2.0 * (math.sqrt(posts + 0.375) - math.sqrt(expected + 0.375))
    return posts >= LEAST and far >= STRIKING
