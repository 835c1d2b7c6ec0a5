"""Where the walk through one list of a Facebook page stands; no requests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from platforms.reading import instant, mapping, number

REFUSALS = 3
"""A place that was refused so often is given up: the list is read from its top again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStanding:
    """`floor` bounds the walk and is fixed while it lasts, as is `began`.

    `heard` is the latest time that Facebook named on this walk. `after` is the page that is being
    read; `post` and `comments` are a thread on that page and the place in it. `refusals` counts how
    often Facebook has refused to go on from there.
    """

    floor: dt.datetime
    began: dt.datetime
    heard: dt.datetime | None = None
    after: str | None = None
    post: str | None = None
    comments: str | None = None
    refusals: int = 0

    @property
    def is_under_way(self) -> bool:
        return bool(self.after or self.post)

    def told(self) -> dict[str, Any]:
        """For a cursor: without what is not set."""
        return {
            key: value.isoformat() if isinstance(value, dt.datetime) else value
            for key, value in asdict(self).items()
            if value
        }

    def hearing(self, times: Iterable[dt.datetime | None]) -> ListStanding:
        known = [time for time in (self.heard, *times) if time is not None]
        return replace(self, heard=max(known, default=None))

    def at_page(self, after: str | None) -> ListStanding:
        return replace(self, after=after, post=None, comments=None, refusals=0)

    def in_thread(self, post: str, comments: str | None) -> ListStanding:
        return replace(self, post=post, comments=comments, refusals=0)

    def refused(self) -> ListStanding:
        """Further on the next poll: at the same place, unless that was refused too often."""
        if self.refusals + 1 < REFUSALS and self.is_under_way:
            return replace(self, refusals=self.refusals + 1)
        return self.again()

    def again(self) -> ListStanding:
        """The same walk from its beginning."""
        return ListStanding(floor=self.floor, began=self.began)

    def finished(self) -> ListStanding:
        """Where the next walk begins: the floor moves up to what Facebook's clock and ours passed.

        A time in the future, whoever made it, can't move it past our clock, and a clock of ours
        that is fast can't move it past Facebook's.
        """
        reached = min(self.heard or self.floor, self.began)
        return ListStanding(floor=max(self.floor, reached), began=self.began)


def list_standing_from(told: object, now: dt.datetime) -> ListStanding | None:
    """What a cursor says of one list; a walk that is not under way begins now."""
    known = mapping(told)
    floor, began, heard = (instant(known.get(name)) for name in ("floor", "began", "heard"))
    if floor is None:
        return None
    places = {name: known.get(name) for name in ("after", "post", "comments")}
    if not all(place is None or isinstance(place, str) for place in places.values()):
        return None
    refusals = number(known.get("refusals")) or 0
    found = ListStanding(floor=floor, began=began or now, heard=heard, refusals=refusals, **places)
    return found if found.is_under_way else replace(found, began=now)
