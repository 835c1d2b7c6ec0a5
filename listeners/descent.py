"""A walk from the newest item down to what an earlier walk has seen, over one or more lists.

What is remembered is a mark (an id or a time that the platform itself made) and when we saw it. A
mark becomes the floor of later walks only when a whole walk began `overlap` after it was first
seen: until then whatever the platform shows late is still above the floor. No clock but ours takes
part in that, and no author's at all.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from domain.coverage import Gap, Span
from domain.errors import PlatformUnavailable
from domain.mention import Cursor, Page, Skipped
from listeners.page import Found, page_of
from platforms.reading import instant, mapping

ANCHORS = 8


class StalePlace(Exception):
    """The platform does not know the place in the list any more: the walk starts at its top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One request of a walk: down to `floor`, or where there is none, to what is older."""

    source: str
    floor: str | None
    place: str | None
    oldest: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What one request brought; `place` None says that nothing is left above the floor.

    `gone` are ids of what was deleted. `cut` says why the list shows no more although there may be
    more, and `cut_at` from when the last is that it shows.
    """

    found: tuple[Found, ...]
    marks: tuple[str, ...]
    place: str | None
    gone: tuple[str, ...] = ()
    cut: str | None = None
    cut_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the walk through one list stands. `anchors` are marks, and when each was first seen.

    `until` is when the last whole walk began: what it read is complete until then.
    """

    floor: str | None = None
    anchors: tuple[tuple[str, str], ...] = ()
    newest: str | None = None
    place: str | None = None
    began: str | None = None
    until: str | None = None

    def again(self) -> Standing:
        """The same walk from its top."""
        return replace(self, newest=None, place=None, began=None)

    def finished(self, overlap: dt.timedelta) -> Standing:
        """Behind the last page: the floor moves up to what was seen long before this walk."""
        began = instant(self.began)
        if began is None:
            return self.again()
        anchors = self.anchors
        if self.newest and self.newest not in [mark for mark, _ in anchors]:
            anchors = (*anchors, (self.newest, began.isoformat()))
        old = [one for one in anchors if (instant(one[1]) or began) + overlap <= began]
        kept = anchors[max(len(old) - 1, 0) :]
        if len(kept) > ANCHORS:  # thin out, but keep the first and the last
            kept = (*kept[: ANCHORS // 2], *kept[ANCHORS // 2 : -1 : 2], kept[-1])
        floor = old[-1][0] if old else self.floor
        return Standing(floor=floor, anchors=kept, until=began.isoformat())

    def gap(self, piece: Slice, order: Callable[[str], Any]) -> Gap | None:
        """What lies between the end of a list that was cut and what the last walk has read."""
        since, began = instant(self.until), instant(self.began)
        if piece.cut is None or since is None or began is None or since >= began:
            return None
        if self.anchors and piece.marks:
            known = self.anchors[-1][0]
            if min(map(order, piece.marks)) <= order(known):
                return None
        until = min(max(piece.cut_at or began, since), began)
        return Gap(span=Span(since=since, until=until), reason=piece.cut) if until > since else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Descent:
    """One poll. `order` compares marks as the platform orders them."""

    sources: Sequence[str]
    fetch: Callable[[Wanted], Slice]
    order: Callable[[str], Any]
    overlap: dt.timedelta
    look_back: dt.timedelta
    max_pages: int
    now: Callable[[], dt.datetime]

    def pages(self, cursor: Cursor | None) -> Iterator[Page]:
        at, standings = _read(cursor)
        begin = self.sources.index(at) if at in self.sources else 0
        left = self.max_pages
        for number, source in enumerate(self.sources[begin:], begin):
            last = number == len(self.sources) - 1
            for piece, standing, gap in self._walk(source, standings.get(source, Standing())):
                ended = standing.began is None
                standings[source] = standing
                following = self.sources[(number + ended) % len(self.sources)]
                known = {name: standings[name] for name in self.sources if name in standings}
                yield _page(piece, _cursor(following, known), ended and last, gap)
                left -= 1
                if ended:
                    break
                if left <= 0:
                    return

    def _walk(
        self, source: str, standing: Standing
    ) -> Iterator[tuple[Slice, Standing, Gap | None]]:
        """Each slice with the standing behind it; the standing of the last one has not begun."""
        now = self.now()
        places = {standing.place}
        while True:
            standing = replace(standing, began=standing.began or now.isoformat())
            standing, piece = self._fetch(source, standing, now)
            if standing.place is None:
                places.clear()
            marks = (*piece.marks, *([standing.newest] if standing.newest else ()))
            standing = replace(
                standing, newest=max(marks, key=self.order, default=None), place=piece.place
            )
            if piece.place is None:
                gap = standing.gap(piece, self.order)
                yield piece, standing.finished(self.overlap), gap
                return
            if piece.place in places:
                yield piece, replace(standing.again(), began=standing.began), None
                raise PlatformUnavailable(f"The pages of {source} turn in a circle.")
            places.add(piece.place)
            yield piece, standing, None

    def _fetch(self, source: str, standing: Standing, now: dt.datetime) -> tuple[Standing, Slice]:
        oldest = now - self.look_back
        wanted = Wanted(source=source, floor=standing.floor, place=standing.place, oldest=oldest)
        try:
            return standing, self.fetch(wanted)
        except StalePlace:
            top = replace(standing.again(), began=now.isoformat())
            return top, self.fetch(replace(wanted, place=None))


def _page(piece: Slice, cursor: Cursor, complete: bool, gap: Gap | None) -> Page:
    """A hole for ever is named where unreadable items are, too."""
    gaps = () if gap is None else (gap,)
    named = (Skipped(external_id=None, reason=one.reason) for one in gaps)
    found = (*named, *piece.found)
    return page_of(found, cursor, complete=complete, gaps=gaps, gone=piece.gone)


def _cursor(at: str, standings: dict[str, Standing]) -> Cursor:
    told = {"at": at, "lists": {name: asdict(one) for name, one in standings.items()}}
    return Cursor(json.dumps(told, separators=(",", ":")))


def _read(cursor: Cursor | None) -> tuple[str, dict[str, Standing]]:
    """What the cursor says; nothing where there is none, or one that we did not write."""
    try:
        told = mapping(json.loads(cursor or "{}"))
        return str(told["at"]), {
            name: _standing(mapping(one)) for name, one in mapping(told["lists"]).items()
        }
    except (ValueError, TypeError, LookupError):
        return "", {}


def _standing(told: Any) -> Standing:
    known = Standing(**told)
    texts = (known.floor, known.newest, known.place, known.began, known.until)
    if not all(one is None or isinstance(one, str) for one in texts):
        raise TypeError("a cursor holds texts")
    anchors = tuple((str(mark), str(seen)) for mark, seen in known.anchors)
    return replace(known, anchors=anchors)
