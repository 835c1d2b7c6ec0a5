"""What all listeners on Bluesky share: their settings, and lists read down to a known time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from domain.errors import PlatformUnavailable, Rejected
from listeners.bluesky_post import sorted_at
from listeners.descent import Descent, Slice, StalePlace, Wanted
from listeners.page import Found
from platforms.reading import identifier, instant, items


class BlueskyWalkSettings(BaseModel):
    """What every listener on Bluesky can be told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    poll_every: dt.timedelta = Field(
        default=dt.timedelta(seconds=60), gt=dt.timedelta(0), description="Time between polls."
    )
    overlap: dt.timedelta = Field(
        default=dt.timedelta(minutes=20),
        ge=dt.timedelta(0),
        description="How far a post may be dated back, or appear late, and still be found.",
    )
    look_back: dt.timedelta = Field(
        default=dt.timedelta(days=7),
        gt=dt.timedelta(0),
        description="How far the first walk reads back.",
    )
    page_size: int = Field(default=100, ge=1, le=100, description="Posts asked for at once.")
    max_pages: int = Field(
        default=50, ge=2, description="Pages read in one poll; the next poll goes on from there."
    )


def descent(
    fetch: Callable[[str | None, int], Mapping[str, Any]],
    read: Callable[[object], Found | None],
    *,
    name: str,
    settings: BlueskyWalkSettings,
    now: Callable[[], dt.datetime],
) -> Descent:
    """A walk over the list `name` of an answer; `read` gives None for what is none of ours."""

    def one(wanted: Wanted) -> Slice:
        try:
            body = fetch(wanted.place, settings.page_size)
        except Rejected as error:
            if wanted.place:
                raise StalePlace from error
            raise
        page = body.get(name)
        if not isinstance(page, list):
            raise PlatformUnavailable(f"Bluesky: an answer without {name}.")
        found = [read(item) for item in items(page) if _may_be_new(item, wanted)]
        place = identifier(body.get("cursor")) if page else None
        return Slice(
            found=tuple(each for each in found if each is not None),
            marks=_marks(page, now()),
            place=None if _is_known(page, wanted) else place,
        )

    return Descent(
        sources=(name,),
        fetch=one,
        order=str,
        overlap=settings.overlap,
        look_back=settings.look_back,
        max_pages=settings.max_pages,
        now=now,
    )


def _marks(page: list[Any], now: dt.datetime) -> tuple[str, ...]:
    """Times on the page, all of one form; none that lies ahead."""
    times = [sorted_at(item) for item in page]
    return tuple(time.isoformat(timespec="microseconds") for time in times if time and time <= now)


def _may_be_new(item: object, wanted: Wanted) -> bool:
    floor, time = instant(wanted.floor), sorted_at(item)
    return floor is None or time is None or time >= floor


def _is_known(page: list[Any], wanted: Wanted) -> bool:
    """Whether everything on the page is older than what an earlier walk has seen."""
    bound = instant(wanted.floor) or wanted.oldest
    times = [time for time in map(sorted_at, page) if time is not None]
    return bool(times) and all(time < bound for time in times)
