"""Where a walk through an Instagram account stands, and which threads it must read; no requests."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from domain.mention import Cursor
from listeners.facebook_item import created_at, item_id
from platforms.reading import instant, mapping, number

LISTS = ("media", "tags")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`floor`, `began` and `full` are fixed while a walk lasts.

    `counts` are the comments of each watched medium when its thread was last read. `after` is the
    page that is being read of the list `at`, `done` are the media there whose threads were read on
    this walk; `thread` is one of them under way, from the place `comments`, and `expected` its
    count when that began, `new` what has been found in it. `full` says that this walk trusts no
    count, `reread_at` when the last such walk began. `held` are the floors of lists that were not
    read to their end: theirs stay. `hole` says that one was not on this walk.
    """

    floor: dt.datetime
    began: dt.datetime
    reread_at: dt.datetime
    full: bool = False
    heard: dt.datetime | None = None
    at: str = LISTS[0]
    after: str | None = None
    done: tuple[str, ...] = ()
    thread: str | None = None
    comments: str | None = None
    expected: int | None = None
    new: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    seen: tuple[str, ...] = ()
    held: Mapping[str, dt.datetime] = field(default_factory=dict)
    hole: bool = False

    @property
    def bound(self) -> dt.datetime:
        """The floor of the list that is being read."""
        return self.held.get(self.at, self.floor)

    def cursor(self) -> Cursor:
        told = json.dumps(asdict(self), separators=(",", ":"), default=dt.datetime.isoformat)
        return Cursor(told)

    def hearing(self, times: Iterable[dt.datetime | None]) -> Standing:
        known = [time for time in (self.heard, *times) if time is not None]
        return replace(self, heard=max(known, default=None))

    def at_list(self, name: str) -> Standing:
        return replace(self.at_page(None), at=name)

    def at_page(self, after: str | None) -> Standing:
        return replace(self.out_of_thread(), after=after, done=())

    def in_thread(self, media_id: str, expected: int | None) -> Standing:
        """At its beginning, unless it is already under way."""
        if self.thread == media_id:
            return self
        return replace(self, thread=media_id, comments=None, expected=expected, new=0)

    def out_of_thread(self) -> Standing:
        return replace(self, thread=None, comments=None, expected=None, new=0)

    def read_through(self) -> Standing:
        """The thread under way has been read."""
        counts = dict(self.counts)
        if self.thread is not None and self.expected is not None:
            counts[self.thread] = self.expected
        done = (*self.done, self.thread or "")
        return replace(self.out_of_thread(), counts=counts, done=done)

    def must_read(self, media: object) -> bool:
        """Whether the thread below a medium may hold something that we have not read."""
        media_id = item_id(media)
        if media_id is None or media_id in self.done:
            return False
        count = comments_count(media)
        return self.full or count is None or self.counts.get(media_id) != count

    def has_grown(self, media: object, since: dt.datetime) -> bool:
        """Whether its comments are other ones than when we last looked, or it is new itself."""
        known = self.counts.get(item_id(media) or "")
        if known is None:
            created = created_at(media)
            return created is not None and created >= since
        return known != comments_count(media)

    def missing(self) -> int:
        """How many comments more than we know the thread under way still has."""
        known = self.counts.get(self.thread or "")
        if known is None or self.expected is None:
            return 0
        return self.expected - known - self.new

    def list_read(self) -> Standing:
        held = {name: floor for name, floor in self.held.items() if name != self.at}
        return replace(self, held=held)

    def list_refused(self) -> Standing:
        """It is read again from its beginning, down to where it was read to."""
        return replace(self, held={**self.held, self.at: self.bound}, hole=True)

    list_lost = list_refused

    def ended(self) -> Standing:
        """Where the next walk begins; media that are watched no more are forgotten."""
        reached = min(self.heard or self.floor, self.began)
        watched = set(self.counts if "media" in self.held else self.seen)
        reread = self.full and "media" not in self.held
        return Standing(
            floor=max(self.floor, reached),
            began=self.began,
            reread_at=self.began if reread else self.reread_at,
            counts={name: count for name, count in self.counts.items() if name in watched},
            held=self.held,
        )

    @property
    def is_under_way(self) -> bool:
        return bool(self.after or self.thread or self.done or self.at != LISTS[0])


def standing_from(
    cursor: Cursor | None, now: dt.datetime, *, reread_every: dt.timedelta
) -> Standing | None:
    """What the cursor says; None where there is none, or one that we did not write."""
    try:
        told: dict[str, Any] = dict(mapping(json.loads(cursor or "")))
        known = Standing(**told)
        counts = {str(name): int(count) for name, count in dict(known.counts).items()}
    except (ValueError, TypeError):
        return None
    floor, began = instant(told.get("floor")), instant(told.get("began"))
    reread_at = instant(told.get("reread_at"))
    if floor is None or began is None or reread_at is None or known.at not in LISTS:
        return None
    heard = instant(told.get("heard"))
    floors = {name: instant(mapping(told.get("held")).get(name)) for name in LISTS}
    held = {name: bound for name, bound in floors.items() if bound is not None}
    found = replace(
        known,
        floor=floor,
        began=began,
        reread_at=reread_at,
        heard=heard,
        done=tuple(known.done),
        seen=tuple(known.seen),
        counts=counts,
        held=held,
    )
    if found.is_under_way:
        return found
    return replace(found, began=now, full=now - reread_at >= reread_every)


def comments_count(media: object) -> int | None:
    """How many comments a medium has, replies among them."""
    return number(mapping(media).get("comments_count"))


def newer_than(found: Iterable[object], moment: dt.datetime) -> int:
    """How many were written after that."""
    times = map(created_at, found)
    return sum(time is not None and time > moment for time in times)
