"""What all listeners on Bluesky share: their settings, and lists read down to a known time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import Field

from domain.errors import PlatformUnavailable
from listeners.bluesky_post import sorted_at
from listeners.by_time import descent_by_time
from listeners.descent import Descent
from listeners.page import Found
from listeners.walk_settings import WalkSettings
from platforms.listed import Listed
from platforms.reading import identifier


class BlueskyWalkSettings(WalkSettings):
    """What every listener on Bluesky can be told."""

    overlap: dt.timedelta = Field(
        default=dt.timedelta(minutes=20),
        ge=dt.timedelta(0),
        description="How far a post may be dated back, or appear late, and still be found.",
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

    def listed(place: str | None, limit: int) -> Listed:
        body = fetch(place, limit)
        page = body.get(name)
        if not isinstance(page, list):
            raise PlatformUnavailable(f"Bluesky: an answer without {name}.")
        following = identifier(body.get("cursor")) if page else None
        return Listed(items=tuple(page), place=following)

    def found(item: object) -> tuple[Found, ...]:
        one = read(item)
        return () if one is None else (one,)

    return descent_by_time(listed, found, sorted_at, source=name, settings=settings, now=now)
