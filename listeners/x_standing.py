"""Where a walk through a timeline of X stands; no requests."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, replace

from domain.coverage import Gap, Span
from domain.mention import Cursor
from platforms.reading import instant, mapping
from platforms.x_posts import (
    XPage,
    XPageRequest,
    is_snowflake,
    snowflake_at,
    snowflake_time,
    step_back,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a walk stands. `floor`, else `start`, is its lower bound and fixed while it lasts.

    `known` is the newest post of the last complete walk: it lies in the overlap and comes again,
    unless it was deleted or the timeline was cut above it. `oldest` is the lowest id of this walk,
    `beyond` the upper end of the part that is read by search because the timeline was cut. Down to
    `read_to` every page has been read, by X's own word: from there a walk goes on whose token is
    no good any more, as `below`.
    """

    floor: str | None = None
    start: str | None = None
    newest: str | None = None
    token: str | None = None
    seen: int = 0
    known: str | None = None
    oldest: str | None = None
    beyond: str | None = None
    read_to: str | None = None
    below: str | None = None

    def cursor(self) -> Cursor:
        told = {name: value for name, value in asdict(self).items() if value is not None}
        return Cursor(json.dumps(told, separators=(",", ":")))

    def request(self, page_size: int) -> XPageRequest:
        return XPageRequest(
            since_id=self.floor,
            start_time=None if self.floor else instant(self.start),
            until_id=self.below or self.beyond,
            token=self.token,
            page_size=page_size,
        )

    @property
    def since(self) -> dt.datetime | None:
        """The lower bound as a time; our own step back from X's clock."""
        return snowflake_time(self.floor) if self.floor else instant(self.start)

    def again(self) -> Standing:
        """The same walk without its token: on below what was read, else from its first page.

        A walk of many pages would never end if it began anew each time that it is disturbed.
        """
        if self.read_to and self.read_to != self.below:
            return replace(self, token=None, below=self.read_to)
        return self.afresh()

    def afresh(self) -> Standing:
        """The same walk from its first page; what is read by search from the first one of that."""
        if self.beyond:
            return replace(self, token=None, read_to=None, below=None)
        return Standing(floor=self.floor, start=self.start, known=self.known)

    def from_start(self, start: dt.datetime) -> Standing:
        """The same walk with a later bound, because X has forgotten the time before it."""
        kept = self if self.token is None else self.again()
        return replace(kept, floor=None, start=start.isoformat(timespec="seconds"))

    def reading(self, page: XPage) -> Standing:
        """With what the page tells of the newest and the oldest post."""
        ids = page.ids() | ({int(self.oldest)} if self.oldest else set())
        return replace(
            self,
            newest=self.newest or (None if self.beyond else page.newest_id),
            oldest=str(min(ids)) if ids else None,
            seen=self.seen + len(page.ids()),
            read_to=page.oldest_id or (None if page.posts else self.read_to),
        )

    def finished(self, overlap: dt.timedelta, now: dt.datetime) -> Standing:
        """Behind the last page: the bound moves up, but not past `now`."""
        if self.newest is None:
            known = None if self.beyond else self.known  # it was looked for, and is gone
            return Standing(floor=self.floor, start=self.start, known=known)
        reached = min(self.newest, snowflake_at(now), key=int)
        floor = max(step_back(reached, overlap), self.floor or "1", key=int)
        return Standing(floor=floor, known=self.newest)

    def is_cut(self, reach: int, *, strictly: bool) -> bool:
        """Whether X stopped serving above our bound; strictly: what we know did not come again.

        A burst between two pages pushes the end of what X serves up, so a count alone can't tell.
        """
        if strictly and self.known is not None:
            return self.oldest is None or int(self.oldest) > int(self.known)
        return self.seen >= reach

    def filling(self) -> Standing:
        """On to search, for what lies between the bound and the oldest post of the timeline."""
        above = self.oldest or self.newest
        beyond = above or _far(self)
        return replace(self, token=None, beyond=beyond, read_to=None, below=None)

    def gap(self, reason: str, *, final: bool) -> tuple[Gap, ...]:
        """The time between the bound and the oldest post."""
        until = self.beyond or self.oldest
        since = self.since
        if since is None or until is None or snowflake_time(until) <= since:
            return ()
        span = Span(since=since, until=snowflake_time(until))
        return (Gap(span=span, reason=reason, final=final),)


def _far(standing: Standing) -> str:
    """An upper end where the timeline was empty: just above what we know."""
    return str(int(standing.known or "1") + 1)


def standing_from(cursor: Cursor | None) -> Standing | None:
    """What the cursor says; None where there is none, or one that we did not write."""
    try:
        known = Standing(**mapping(json.loads(cursor or "")))
    except (ValueError, TypeError):
        return None
    told = (known.newest, known.known, known.oldest, known.read_to)
    ids = (known.floor, known.beyond, known.below, *told)
    good = all(one is None or is_snowflake(one) for one in ids) and isinstance(known.seen, int)
    return known if good and (known.floor or instant(known.start)) else None
