"""The walk through a timeline of X: a fixed lower bound, newest first, a cursor after each page."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace

from pydantic import BaseModel, ConfigDict, Field

from domain.mention import Cursor, Page, Skipped
from listeners.page import Found, page_of
from platforms.reading import instant, mapping
from platforms.x_errors import BadParameter
from platforms.x_posts import (
    XPage,
    XPageRequest,
    is_snowflake,
    snowflake_at,
    snowflake_time,
    step_back,
)

WINDOW = dt.timedelta(days=7)
MENDINGS = 3
_TOKEN_NAMES = frozenset({"next_token", "pagination_token"})


class XWalkSettings(BaseModel):
    """What every listener on X can be told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    poll_every: dt.timedelta = Field(
        default=dt.timedelta(seconds=60), gt=dt.timedelta(0), description="Time between polls."
    )
    overlap: dt.timedelta = Field(
        default=dt.timedelta(minutes=20),
        ge=dt.timedelta(0),
        description="How far each walk reads again behind the newest post, for late ones.",
    )
    look_back: dt.timedelta = Field(
        default=WINDOW - dt.timedelta(minutes=10),
        gt=dt.timedelta(0),
        lt=WINDOW,
        description="How far the first walk reads back; X's search knows seven days.",
    )
    page_size: int = Field(default=100, ge=10, le=100, description="Posts asked for at once.")
    max_pages: int = Field(
        default=50, ge=1, description="Pages read in one poll; the next poll goes on from there."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a walk stands. `floor`, else `start`, is its lower bound and fixed while it lasts."""

    floor: str | None = None
    start: str | None = None
    newest: str | None = None
    token: str | None = None
    seen: int = 0

    def cursor(self) -> Cursor:
        return Cursor(json.dumps(asdict(self), separators=(",", ":")))

    def request(self, page_size: int) -> XPageRequest:
        return XPageRequest(
            since_id=self.floor,
            start_time=None if self.floor else instant(self.start),
            token=self.token,
            page_size=page_size,
        )

    def again(self) -> Standing:
        """The same walk from its first page."""
        return replace(self, newest=None, token=None, seen=0)

    def after(self, page: XPage, overlap: dt.timedelta, now: dt.datetime) -> Standing:
        """Behind the page; behind the last one the bound moves up, but not past `now`."""
        newest = self.newest or page.newest_id
        if page.next_token:
            seen = self.seen + len(page.posts)
            return replace(self, newest=newest, token=page.next_token, seen=seen)
        if newest is None:
            return self.again()
        reached = min(newest, snowflake_at(now), key=int)
        return Standing(floor=max(step_back(reached, overlap), self.floor or "1", key=int))


@dataclass(frozen=True, slots=True, kw_only=True)
class XWalk:
    """One poll of one timeline. `reach` is how many posts X serves of it at most."""

    fetch: Callable[[XPageRequest], XPage]
    read: Callable[[object, XPage], Found]
    settings: XWalkSettings
    now: Callable[[], dt.datetime]
    reach: int | None = None

    def pages(self, cursor: Cursor | None) -> Iterator[Page]:
        standing = _standing(cursor) or self._from_start()
        tokens = {standing.token}
        for _ in range(self.settings.max_pages):
            before, page = self._fetch(standing)
            looped = page.next_token in tokens if page.next_token else False
            lost = _beyond_window(standing, before) + self._beyond_reach(before, page)
            standing = before.again() if looped else self._after(before, page)
            complete = page.next_token is None
            found = [self.read(post, page) for post in page.posts]
            yield page_of([*lost, *found], standing.cursor(), complete=complete)
            if complete or looped:
                return
            tokens.add(page.next_token)

    def _after(self, before: Standing, page: XPage) -> Standing:
        return before.after(page, self.settings.overlap, self.now())

    def _fetch(self, standing: Standing) -> tuple[Standing, XPage]:
        """The next page; from the floor again if the token is stale, from the start if that is."""
        for _ in range(MENDINGS):
            try:
                return standing, self.fetch(standing.request(self.settings.page_size))
            except BadParameter as refused:
                mended = self._mended(standing, refused.names)
                if mended is None:
                    raise
                standing = mended
        return standing, self.fetch(standing.request(self.settings.page_size))

    def _mended(self, standing: Standing, refused: frozenset[str]) -> Standing | None:
        if standing.token and (refused & _TOKEN_NAMES or not refused):
            return standing.again()
        if standing.floor and "since_id" in refused:
            return self._from_start()
        fresh = self._from_start()
        if standing.start and "start_time" in refused and standing.start < str(fresh.start):
            return fresh
        return None

    def _from_start(self) -> Standing:
        return Standing(start=(self.now() - self.settings.look_back).isoformat(timespec="seconds"))

    def _beyond_reach(self, before: Standing, page: XPage) -> tuple[Skipped, ...]:
        """X ends a timeline after so many posts without a word: say that older ones are missing."""
        if self.reach is None or page.next_token or before.seen + len(page.posts) < self.reach:
            return ()
        reason = f"X serves only the newest {self.reach}; what is older and new to us is missing"
        return (Skipped(external_id=None, reason=reason),)


def _beyond_window(wanted: Standing, used: Standing) -> tuple[Skipped, ...]:
    """Name the time that could not be read because X's search has forgotten it."""
    start = instant(used.start)
    if not wanted.floor or used.floor or start is None or snowflake_time(wanted.floor) >= start:
        return ()
    reason = f"X's search has forgotten the time from {snowflake_time(wanted.floor)} to {start}"
    return (Skipped(external_id=None, reason=reason),)


def _standing(cursor: Cursor | None) -> Standing | None:
    """What the cursor says; None where there is none, or one that we did not write."""
    try:
        told = mapping(json.loads(cursor or ""))
        known = Standing(**told)
    except (ValueError, TypeError):
        return None
    ids = (known.floor, known.newest)
    good = all(one is None or is_snowflake(one) for one in ids) and isinstance(known.seen, int)
    return known if good and (known.floor or instant(known.start)) else None
