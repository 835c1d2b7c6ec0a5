"""When more was written than is usual at that hour of the week: for pictures of the past."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from domain import surge
from domain.pulse import SLOT, begin_of

HOUR = 3600 // SLOT
DAY = 24 * HOUR
WEEK = 7 * DAY
LOOKS_BACK = surge.WEEKS * WEEK
"""So many slots before the first hour tell what is usual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """Hours in a row with more posts than is usual for them."""

    begins_at: dt.datetime
    ends_at: dt.datetime
    posts: int
    usual: float


def spikes(
    posts: Mapping[int, int], *, since: int, until: int, first: int | None
) -> tuple[Spike, ...]:
    """The spikes among the hours from slot `since` to before `until`, oldest first.

    `posts` is by slot; `first` is when listening began: what lies before it tells nothing.
    Hours are compared as `domain.surge` compares the present with the past.
    """
    if first is None:
        return ()
    hours = _by_hour(posts)
    found: list[Spike] = []
    before = sum(number for hour, number in hours.items() if hour < since // HOUR)
    for hour in range(since // HOUR, -(-until // HOUR)):
        number = hours.get(hour, 0)
        if number >= surge.LEAST:
            expected = _usual(hours, hour, first // HOUR, before)
            if surge.is_surge(number, expected):
                _add(found, hour, number, expected)
        before += number
    return tuple(found)


def _usual(hours: Mapping[int, int], hour: int, first: int, before: int) -> float:
    weeks = [hour - back * (WEEK // HOUR) for back in range(1, surge.WEEKS + 1)]
    days = [hour - back * (DAY // HOUR) for back in range(1, surge.DAYS)]
    known = [[hours.get(one, 0) if one > first else None for one in ends] for ends in (weeks, days)]
    listened = max(hour - max(first, min(hours, default=hour)), 24)
    return surge.usual(known[0], known[1], before / listened)


def _add(found: list[Spike], hour: int, posts: int, expected: float) -> None:
    begins_at, ends_at = begin_of(hour * HOUR), begin_of((hour + 1) * HOUR)
    if found and found[-1].ends_at == begins_at:
        last = found.pop()
        begins_at, posts, expected = last.begins_at, posts + last.posts, expected + last.usual
    found.append(Spike(begins_at=begins_at, ends_at=ends_at, posts=posts, usual=expected))


def _by_hour(posts: Mapping[int, int]) -> dict[int, int]:
    hours: dict[int, int] = {}
    for slot, number in posts.items():
        hours[slot // HOUR] = hours.get(slot // HOUR, 0) + number
    return hours
