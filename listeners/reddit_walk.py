"""What all listeners on Reddit share: their settings, and listings read down to a known thing.

Reddit's own `before` is not used: where the thing that it names was deleted, the answer is empty,
as if there were nothing new. The same is true of `after`, so that a place in a listing is several
names: one of them is still there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import Field

from listeners.descent import Descent, Slice, StalePlace, Wanted
from listeners.page import Found
from listeners.reddit_item import fullname
from listeners.walk_settings import WalkSettings
from platforms.listed import Listed
from platforms.reading import mapping
from platforms.reddit import RedditClient, is_gone, made_at

REACH = 1000
"""How many things Reddit lists at most, whatever there is."""
_SURELY_ALL = REACH * 8 // 10
"""A listing that ends earlier has ended by itself: what is filtered out counts, too."""
_PLACES = 3
_RUN = 3


class RedditWalkSettings(WalkSettings):
    """What every listener on Reddit can be told."""

    overlap: dt.timedelta = Field(
        default=dt.timedelta(minutes=20),
        ge=dt.timedelta(0),
        description="How late a thing may appear between others, or be edited, and still be seen.",
    )
    page_size: int = Field(default=100, ge=1, le=100, description="Things asked for at once.")


def id_order(mark: str) -> tuple[int, str]:
    """Reddit's order of names of one kind: numbers to the base of 36, written without zeros."""
    return len(mark), mark


def descent(
    client: RedditClient,
    read: Callable[[object], Found | None],
    *,
    paths: Mapping[str, str],
    settings: RedditWalkSettings,
    now: Callable[[], dt.datetime],
) -> Descent:
    """A walk over listings by their paths; `read` gives None for what is none of ours."""

    def one(wanted: Wanted) -> Slice:
        count, page = _fetch(client, paths[wanted.source], wanted.place, settings.page_size)
        names = [each for each in map(fullname, page.items) if each]
        found = [read(item) for item in page.items if not is_gone(_data(item))]
        known = _is_known(page, wanted)
        ended = page.place is None
        cut = ended and not known and count >= _SURELY_ALL
        return Slice(
            found=tuple(each for each in found if each is not None),
            marks=tuple(names),
            gone=tuple(
                name for item in page.items if is_gone(_data(item)) and (name := fullname(item))
            ),
            place=None if known or page.place is None else _place(count, page.place, names),
            cut=f"Reddit lists the newest {REACH} only: what came before them is missing."
            if cut
            else None,
            cut_at=min(_times(page), default=None),
        )

    return Descent(
        sources=tuple(paths),
        fetch=one,
        order=id_order,
        overlap=settings.overlap,
        look_back=settings.look_back,
        max_pages=settings.max_pages,
        now=now,
    )


def _fetch(client: RedditClient, path: str, place: str | None, limit: int) -> tuple[int, Listed]:
    """A page, and how many things the walk has seen behind it."""
    if place is None:
        page = client.listing(path, after=None, count=0, limit=limit)
        return len(page.items), page
    told, _, names = place.partition(":")
    count = int(told) if told.isdecimal() else 0
    for after in names.split(","):
        page = client.listing(path, after=after, count=count, limit=limit)
        if page.items or page.place:
            return count + len(page.items), page
    raise StalePlace


def _place(count: int, after: str, names: list[str]) -> str:
    """Where the next page begins, and where it does if that thing is gone by then."""
    others = [one for one in reversed(names) if one != after]
    return f"{count}:{','.join([after, *others][:_PLACES])}"


def _is_known(page: Listed, wanted: Wanted) -> bool:
    """Whether a page leads down to what an earlier walk has seen; one odd thing does not."""
    if wanted.floor is not None:
        order = id_order(wanted.floor)
        names = [each for each in map(fullname, page.items) if each]
        return bool(names) and all(id_order(each) <= order for each in names[-_RUN:])
    times = _times(page)
    return bool(times) and all(time < wanted.oldest for time in times)


def _times(page: Listed) -> list[dt.datetime]:
    return [time for time in (made_at(_data(item)) for item in page.items) if time]


def _data(item: object) -> Mapping[str, Any]:
    return mapping(mapping(item).get("data"))
