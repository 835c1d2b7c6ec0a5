"""The walk through a timeline of X: a fixed lower bound, newest first, a cursor after each page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from pydantic import Field

from domain.coverage import Gap, Proof, Span
from domain.errors import EndpointRetired, PermissionMissing
from domain.mention import Cursor, Page, Skipped
from listeners.page import Found, page_of
from listeners.walk_settings import WalkSettings
from listeners.x_standing import Standing, standing_from
from platforms.x_errors import BadParameter
from platforms.x_posts import XPage, XPageRequest, snowflake_time

WINDOW = dt.timedelta(days=7)
MENDINGS = 3
_TOKEN_NAMES = frozenset({"next_token", "pagination_token"})


class XWalkSettings(WalkSettings):
    """What every listener on X can be told."""

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
class Step:
    """One page of the walk: where it was asked for, what came, and what cannot be read."""

    standing: Standing
    page: XPage
    gaps: tuple[Gap, ...] = ()
    complete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class XWalk:
    """One poll of one timeline. `reach` is how many posts X serves of it at most.

    `fill` is the search that finds what lies below, if there is one; `memory` is what forgets.
    """

    fetch: Callable[[XPageRequest], XPage]
    read: Callable[[object, XPage], Found]
    settings: XWalkSettings
    now: Callable[[], dt.datetime]
    reach: int | None = None
    fill: Callable[[XPageRequest], XPage] | None = None
    memory: str = "X's search"

    def pages(self, cursor: Cursor | None) -> Iterator[Page]:
        standing = standing_from(cursor) or Standing(start=self._start().isoformat())
        tokens = {standing.token}
        for _ in range(self.settings.max_pages):
            step = self._step(standing)
            looped = bool(step.page.next_token) and step.page.next_token in tokens
            standing = step.standing.again() if looped else step.standing
            yield self._shown(step, standing)
            if step.complete or looped:
                return
            tokens.add(standing.token)

    def _shown(self, step: Step, standing: Standing) -> Page:
        cursor = standing
        if step.complete:
            cursor = standing.finished(self.settings.overlap, self.now())
        return page_of(
            [
                *map(_named, (gap for gap in step.gaps if gap.final)),
                *(self.read(post, step.page) for post in step.page.posts),
            ],
            cursor.cursor(),
            complete=step.complete,
            since=standing.since,
            proof=_proof(standing),
            gaps=step.gaps,
        )

    def _step(self, standing: Standing) -> Step:
        """The next page, and where the walk stands behind it."""
        try:
            used, page = self._fetch(standing)
        except (PermissionMissing, EndpointRetired, BadParameter) as refused:
            if standing.beyond is None:
                raise
            gaps = standing.gap(f"X's search refuses what its timeline cut: {refused}", final=True)
            return Step(standing=standing, page=_NOTHING, gaps=gaps, complete=True)
        gaps = _beyond_window(standing, used, self.memory)
        behind = used.reading(page)
        if page.next_token:
            ahead = replace(behind, token=page.next_token)
            return Step(standing=ahead, page=page, gaps=gaps)
        return self._at_end(replace(behind, token=None), page, gaps)

    def _at_end(self, behind: Standing, page: XPage, gaps: tuple[Gap, ...]) -> Step:
        """The timeline ends here: at our bound, or where X stops serving."""
        strictly = self.fill is not None and self.settings.overlap > dt.timedelta(0)
        cut = self.reach is not None and behind.is_cut(self.reach, strictly=strictly)
        if not cut or behind.beyond:
            return Step(standing=behind, page=page, gaps=gaps, complete=True)
        if self.fill is None:
            reason = (
                f"X serves only the newest {self.reach}; what is older and new to us is missing"
            )
            gaps += behind.gap(reason, final=True)
            return Step(standing=behind, page=page, gaps=gaps, complete=True)
        ahead = behind.filling()
        gaps += ahead.gap("X's timeline is cut: the rest is read by search", final=False)
        return Step(standing=ahead, page=page, gaps=gaps)

    def _fetch(self, standing: Standing) -> tuple[Standing, XPage]:
        """The next page; without the token if it is stale, down to a later start if that is."""
        for _ in range(MENDINGS):
            try:
                return standing, self._get(standing)
            except BadParameter as refused:
                mended = self._mended(standing, refused.names)
                if mended is None:
                    raise
                standing = mended
        return standing, self._get(standing)

    def _get(self, standing: Standing) -> XPage:
        fetch = self.fill if standing.beyond and self.fill else self.fetch
        return fetch(standing.request(self.settings.page_size))

    def _mended(self, standing: Standing, refused: frozenset[str]) -> Standing | None:
        if standing.token and (refused & _TOKEN_NAMES or not refused):
            return standing.again()
        if standing.below and "until_id" in refused:
            return standing.afresh()
        fresh = standing.from_start(self._start())
        if standing.floor and "since_id" in refused:
            return fresh
        if standing.start and "start_time" in refused and standing.start < str(fresh.start):
            return fresh
        return None

    def _start(self) -> dt.datetime:
        return (self.now() - self.settings.look_back).replace(microsecond=0)


_NOTHING = XPage(posts=())


def _proof(standing: Standing) -> Proof:
    if standing.beyond:
        return Proof.FILLED
    return Proof.KNOWN if standing.floor else Proof.END


def _named(gap: Gap) -> Found:
    """A hole for ever is named where unreadable items are, too."""
    return Skipped(external_id=None, reason=gap.reason)


def _beyond_window(wanted: Standing, used: Standing, memory: str) -> tuple[Gap, ...]:
    """Name the time that could not be read because X has forgotten it."""
    since = used.since
    if not wanted.floor or used.floor or since is None or snowflake_time(wanted.floor) >= since:
        return ()
    span = Span(since=snowflake_time(wanted.floor), until=since)
    return (Gap(span=span, reason=f"{memory} has forgotten the time from {span.since} to {since}"),)
