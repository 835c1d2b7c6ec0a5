"""Walks through lists that a network sorts by a time of its own, the latest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Protocol

from domain.errors import Rejected
from listeners.descent import Descent, Slice, StalePlace, Wanted
from listeners.page import Found
from platforms.listed import Listed
from platforms.reading import instant


class Patterns(Protocol):
    """What a listener's settings say about its walks."""

    @property
    def overlap(self) -> dt.timedelta: ...
    @property
    def look_back(self) -> dt.timedelta: ...
    @property
    def page_size(self) -> int: ...
    @property
    def max_pages(self) -> int: ...


def descent_by_time(
    fetch: Callable[[str | None, int], Listed],
    read: Callable[[object], Iterable[Found]],
    time_of: Callable[[object], dt.datetime | None],
    *,
    source: str,
    settings: Patterns,
    now: Callable[[], dt.datetime],
) -> Descent:
    """A walk down to what was read before; `read` gives nothing for what is none of ours."""

    def one(wanted: Wanted) -> Slice:
        try:
            page = fetch(wanted.place, settings.page_size)
        except Rejected as error:
            if wanted.place:
                raise StalePlace from error
            raise
        times = [time_of(item) for item in page.items]
        floor = instant(wanted.floor)
        fresh = (
            item
            for item, time in zip(page.items, times, strict=True)
            if floor is None or time is None or time >= floor
        )
        return Slice(
            found=tuple(found for item in fresh for found in read(item)),
            marks=_marks(times, now()),
            place=None if _are_older(times, floor or wanted.oldest) else page.place,
        )

    return Descent(
        sources=(source,),
        fetch=one,
        order=str,
        overlap=settings.overlap,
        look_back=settings.look_back,
        max_pages=settings.max_pages,
        now=now,
    )


def _marks(times: list[dt.datetime | None], now: dt.datetime) -> tuple[str, ...]:
    """All of one form; none that lies ahead."""
    return tuple(time.isoformat(timespec="microseconds") for time in times if time and time <= now)


def _are_older(times: list[dt.datetime | None], bound: dt.datetime) -> bool:
    """Whether everything on the page is; one odd time cannot end a walk."""
    known = [time for time in times if time is not None]
    return bool(known) and all(time < bound for time in known)
