"""Where a poll of a Facebook page stands, and how its lists are judged; no requests."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.mention import Cursor
from listeners.facebook_item import comments_in, created_at, moved_at
from listeners.facebook_list_standing import ListStanding, list_standing_from
from platforms.reading import items, mapping

LISTS = ("visitor_posts", "tagged", "feed")
THREADS = "threads"
"""The feed below what is new in it: older posts, whose threads may have moved."""
ORDER = (*LISTS, THREADS)
TOP = 3
"""So many of the topmost comments are taken whatever their time says, if their thread moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Each list has a walk of its own in `lists`; `at` is the one that is being read.

    So a list that is refused goes on where it was, and holds back no other list's floor. `hole`
    says that one was not read to its end on this poll.
    """

    lists: Mapping[str, ListStanding]
    at: str
    hole: bool = False

    @property
    def here(self) -> ListStanding:
        """The list that is being read."""
        return self.lists[self.at]

    @property
    def after(self) -> str | None:
        return self.here.after

    def cursor(self) -> Cursor:
        lists = {name: one.told() for name, one in self.lists.items()}
        told = {"at": self.at, "hole": self.hole, "lists": lists}
        return Cursor(json.dumps(told, separators=(",", ":")))

    def put(self, here: ListStanding) -> Standing:
        return replace(self, lists={**self.lists, self.at: here})

    def at_list(self, name: str) -> Standing:
        return replace(self, at=name)

    def at_page(self, after: str | None) -> Standing:
        return self.put(self.here.at_page(after))

    def list_read(self) -> Standing:
        return self.put(self.here.finished())

    def list_refused(self) -> Standing:
        return replace(self.put(self.here.refused()), hole=True)

    def list_lost(self) -> Standing:
        """Its pages lead nowhere: it is read from its top again."""
        return replace(self.put(self.here.again()), hole=True)

    def threads_from(self, place: str | None) -> Standing:
        """Below the new part of the feed, which ends at `place`, the threads' walk begins.

        Not where one is under way: that goes on first. Its floor will be no later than when the
        feed was asked, which alone tells what moves above that place.
        """
        threads = self.lists[THREADS]
        if threads.is_under_way:
            return self
        begun = replace(threads, began=self.here.began, heard=self.here.heard, after=place)
        return replace(self, lists={**self.lists, THREADS: begun if place else begun.finished()})

    def ended(self) -> Standing:
        """Before the next poll: at the first list."""
        return Standing(lists=self.lists, at=next(iter(self.lists)))


def standing_from(
    cursor: Cursor | None, now: dt.datetime, *, lists: Sequence[str], look_back: dt.timedelta
) -> Standing:
    """What the cursor says of these lists; one of which it says nothing is read that far back.

    A poll that stopped among the threads is followed by one that first hears what is new. An
    earlier cursor speaks of the list that was being read, and of one floor for all.
    """
    told = _told(cursor)
    known, earlier = mapping(told.get("lists")), list_standing_from(told, now)
    fresh = ListStanding(floor=now - look_back, began=now)
    at = str(told.get("at"))
    read = {
        name: list_standing_from(known.get(name), now)
        or _of_earlier(earlier, here=name == at, now=now)
        for name in ORDER
        if name in lists or (name == THREADS and "feed" in lists)
    }
    found = Standing(lists={name: one or fresh for name, one in read.items()}, at=at)
    if at == THREADS or not read.get(at):
        return found.ended()
    return replace(found, hole=told.get("hole") is True)


def _told(cursor: Cursor | None) -> Mapping[str, Any]:
    try:
        return mapping(json.loads(cursor or ""))
    except ValueError:
        return {}


def _of_earlier(
    earlier: ListStanding | None, *, here: bool, now: dt.datetime
) -> ListStanding | None:
    if earlier is None or here:
        return earlier
    return ListStanding(floor=earlier.floor, began=now)


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
