"""Until when every listener is complete, where its holes are, and since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from domain.coverage import HoleState, Proof, Slot, Span, share, slots, without
from listenpost.services.app import App
from storage import coverage, polls
from storage.models import Coverage, CoverageHole, Poll

SHOWN = dt.timedelta(hours=24)
SLOTS = 96
"""A quarter of an hour each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """A time that was not read, why, and what became of it."""

    since: dt.datetime
    until: dt.datetime
    state: HoleState
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenerCoverage:
    """`share` of the last day is proven, and nothing in it reported; `slots` are that day."""

    listener: str
    complete_until: dt.datetime | None
    proof: Proof | None
    since: dt.datetime | None
    share: float | None
    slots: tuple[Slot, ...]
    spans: tuple[Span, ...]
    holes: tuple[Hole, ...]

    @property
    def open(self) -> int:
        return sum(hole.state is HoleState.OPEN for hole in self.holes)

    @property
    def reported(self) -> int:
        return sum(hole.state is HoleState.REPORTED for hole in self.holes)


def read(app: App) -> tuple[ListenerCoverage, ...]:
    """Every listener that has a row, by name."""
    now = app.clock.now()
    with app.database.read() as session:
        return tuple(of_listener(session, poll, now) for poll in polls.all_polls(session))


def of_listener(session: Session, poll: Poll, now: dt.datetime) -> ListenerCoverage:
    """One listener at this moment."""
    rows = coverage.spans(session, poll.listener)
    holes = tuple(_hole(row, poll, now) for row in coverage.holes(session, poll.listener))
    lost = [_span(hole) for hole in holes if hole.state is HoleState.REPORTED]
    proven = tuple(Span(since=row.since, until=row.until) for row in rows)
    stands = poll.failures > 0 or poll.walk_began_at is not None
    day = Span(since=now - SHOWN, until=now)
    return ListenerCoverage(
        listener=poll.listener,
        complete_until=poll.complete_until,
        proof=rows[-1].proof if rows else None,
        since=proven[0].since if proven else None,
        share=_share(day, proven, lost, now if stands else poll.complete_until),
        slots=slots(day, SLOTS, proven=_to_now(rows, poll, now), reported=lost),
        spans=proven,
        holes=holes,
    )


def _share(
    day: Span, proven: Sequence[Span], lost: Sequence[Span], until: dt.datetime | None
) -> float | None:
    """Of the part of the day that somebody listened to; until now, where the listener stands."""
    if until is None or not proven:
        return None
    since, until = max(day.since, proven[0].since), min(day.until, until)
    sure = [part for span in proven for part in without(span, lost)]
    return share(Span(since=since, until=until), sure) if since < until else 0.0


def _to_now(rows: Sequence[Coverage], poll: Poll, now: dt.datetime) -> tuple[Span, ...]:
    """What is proven; the moments until a poll that is not even due yet are no hole."""
    spans = [Span(since=row.since, until=row.until) for row in rows]
    waits = poll.failures == 0 and poll.walk_began_at is None and now <= poll.next_poll_at
    if spans and waits and poll.complete_until is not None and poll.complete_until < now:
        spans.append(Span(since=poll.complete_until, until=now))
    return tuple(spans)


def _hole(row: CoverageHole, poll: Poll, now: dt.datetime) -> Hole:
    """An open one that nothing was read behind goes on until now, though no poll has said so."""
    behind = poll.complete_until is not None and poll.complete_until > row.since
    until = row.until if behind or row.state is not HoleState.OPEN else max(row.until, now)
    return Hole(since=row.since, until=until, state=row.state, reason=row.reason)


def _span(hole: Hole) -> Span:
    return Span(since=hole.since, until=hole.until)
