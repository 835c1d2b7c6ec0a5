"""Where a walk through a Facebook page stands, and how its lists are judged; no requests."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from domain.mention import Cursor
from listeners.facebook_item import comments_in, created_at, moved_at
from platforms.reading import instant, items, mapping

LISTS = ("visitor_posts", "tagged", "feed")
TOP = 3
"""So many of the topmost comments are taken whatever their time says, if their thread moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`floor` bounds the walk and is fixed while it lasts, as is `began`.

    `heard` is the latest time that Facebook named on this walk. `after` is the page that is being
    read of the list `at`; `post` and `comments` are a thread on that page and the place in it.
    `hole` says that a list was refused on this walk.
    """

    floor: dt.datetime
    began: dt.datetime
    heard: dt.datetime | None = None
    at: str = LISTS[0]
    after: str | None = None
    post: str | None = None
    comments: str | None = None
    hole: bool = False

    def cursor(self) -> Cursor:
        told = {
            key: value.isoformat() if isinstance(value, dt.datetime) else value
            for key, value in asdict(self).items()
        }
        return Cursor(json.dumps(told, separators=(",", ":")))

    def hearing(self, times: Iterable[dt.datetime | None]) -> Standing:
        known = [time for time in (self.heard, *times) if time is not None]
        return replace(self, heard=max(known, default=None))

    def at_list(self, name: str) -> Standing:
        return replace(self, at=name, after=None, post=None, comments=None)

    def at_page(self, after: str | None) -> Standing:
        return replace(self, after=after, post=None, comments=None)

    def again(self) -> Standing:
        """The same walk from its beginning."""
        return Standing(floor=self.floor, began=self.began)

    def finished(self) -> Standing:
        """Where the next walk begins: the floor moves up to what Facebook's clock and ours passed.

        A time in the future, whoever made it, can't move it past our clock, and a clock of ours
        that is fast can't move it past Facebook's.
        """
        reached = min(self.heard or self.floor, self.began)
        return Standing(floor=max(self.floor, reached), began=self.began)


def standing_from(cursor: Cursor | None, now: dt.datetime) -> Standing | None:
    """What the cursor says; None where there is none, or one that we did not write."""
    try:
        known = Standing(**mapping(json.loads(cursor or "")))
    except (ValueError, TypeError):
        return None
    floor, began = instant(known.floor), instant(known.began)
    if floor is None or known.at not in LISTS:
        return None
    under_way = known.after or known.post or known.at != LISTS[0]
    heard = instant(known.heard)
    return replace(known, floor=floor, began=(under_way and began) or now, heard=heard)


def has_moved(item: object, since: dt.datetime) -> bool:
    """Whether the item may be new or have something new below it; no readable time may be."""
    moved = moved_at(item)
    return moved is None or moved >= since


def is_older(found: Sequence[object], than: dt.datetime) -> bool:
    """Whether a walk may end behind this page: all of it is older. One odd time can't end it."""
    return bool(found) and not any(has_moved(item, than) for item in found)


def new_posts(posts: Sequence[object], since: dt.datetime) -> Sequence[object]:
    """The part of a page of posts that may be new to us."""
    return _down_to_new(posts, lambda post: _is_new_post(post, since), least=0)


def new_comments(
    comments: Sequence[object], since: dt.datetime, *, first_page: bool
) -> Sequence[object]:
    """The part of a page of a thread that moved that may be new to us."""
    least = TOP if first_page else 0
    return _down_to_new(comments, lambda comment: _is_since(comment, since), least=least)


def _is_new_post(post: object, since: dt.datetime) -> bool:
    """Written since then; or moved since then, and not by a comment."""
    comments = items(comments_in(post).get("data"))
    commented = any(_is_since(comment, since) for comment in comments)
    return _is_since(post, since) or (has_moved(post, since) and not commented)


def _is_since(item: object, since: dt.datetime) -> bool:
    created = created_at(item)
    return created is not None and created >= since


def _down_to_new(
    found: Sequence[object], is_new: Callable[[object], bool], *, least: int
) -> Sequence[object]:
    """Down to the last that is new or out of order: the order is trusted, no single time is."""
    newest_below = dt.datetime.min.replace(tzinfo=dt.UTC)
    for place in reversed(range(len(found))):
        created = created_at(found[place]) or newest_below
        if is_new(found[place]) or created < newest_below:
            return found[: max(place + 1, least)]
        newest_below = created
    return found[:least]
