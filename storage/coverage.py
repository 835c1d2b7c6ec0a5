"""What each listener proved complete, and its holes; a bounded number of rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session, col, delete, select

from domain.coverage import Gap, HoleState, Proof, Span, joined, without
from storage.models import Coverage, CoverageHole

MOST_ROWS = 200
"""So many spans, and so many closed holes, are kept of each listener; the oldest go."""


def prove(
    session: Session,
    listener: str,
    span: Span,
    proof: Proof,
    *,
    now: dt.datetime,
) -> None:
    """A walk has read all of this but what is reported: rows that touch it become one with it."""
    reported = [
        Span(since=hole.since, until=hole.until)
        for hole in _holes(session, listener, HoleState.REPORTED)
    ]
    for part in without(span, reported):
        _join(session, listener, part, proof, now)
    for hole in _holes(session, listener, HoleState.OPEN):
        _shrink(hole, span, now)
        session.add(hole)
    _prune(session, listener)


def open_hole(
    session: Session, listener: str, span: Span, reason: str, *, now: dt.datetime
) -> None:
    """This has not been read; an open hole that touches it grows instead of a second one."""
    if span.since == span.until:
        return
    for hole in _holes(session, listener, HoleState.OPEN):
        known = Span(since=hole.since, until=hole.until)
        if known.touches(span):
            (grown,) = joined((known, span))
            hole.since, hole.until, hole.reason = grown.since, grown.until, reason
            session.add(hole)
            return
    session.add(_hole(listener, span, reason, HoleState.OPEN, now))


def note_gap(session: Session, listener: str, gap: Gap, *, now: dt.datetime) -> None:
    """What a walk says that it could not read; one that is final is reported for ever, once."""
    if not gap.final:
        open_hole(session, listener, gap.span, gap.reason, now=now)
        return
    for hole in _holes(session, listener, HoleState.REPORTED):
        if Span(since=hole.since, until=hole.until).holds(gap.span):
            return
    session.add(_hole(listener, gap.span, gap.reason, HoleState.REPORTED, now))
    session.flush()


def spans(session: Session, listener: str) -> Sequence[Coverage]:
    """What is proven, oldest first."""
    return session.exec(
        select(Coverage).where(Coverage.listener == listener).order_by(col(Coverage.since))
    ).all()


def holes(session: Session, listener: str, *, limit: int = 20) -> Sequence[CoverageHole]:
    """Open and reported holes first, then the closed ones, newest first."""
    order = (col(CoverageHole.state) == HoleState.CLOSED, col(CoverageHole.until).desc())
    statement = select(CoverageHole).where(CoverageHole.listener == listener)
    return session.exec(statement.order_by(*order).limit(limit)).all()


def _holes(session: Session, listener: str, state: HoleState) -> Sequence[CoverageHole]:
    return session.exec(
        select(CoverageHole)
        .where(CoverageHole.listener == listener, CoverageHole.state == state)
        .order_by(col(CoverageHole.since))
    ).all()


def _hole(
    listener: str, span: Span, reason: str, state: HoleState, now: dt.datetime
) -> CoverageHole:
    return CoverageHole(
        listener=listener,
        since=span.since,
        until=span.until,
        state=state,
        reason=reason,
        opened_at=now,
    )


def _join(session: Session, listener: str, span: Span, proof: Proof, now: dt.datetime) -> None:
    touching = session.exec(
        select(Coverage)
        .where(
            Coverage.listener == listener,
            col(Coverage.since) <= span.until,
            col(Coverage.until) >= span.since,
        )
        .order_by(col(Coverage.since))
    ).all()
    (whole,) = joined([span, *(Span(since=row.since, until=row.until) for row in touching)])
    row = touching[0] if touching else _fresh(listener, span, proof, now)
    row.since, row.until, row.proof, row.proved_at = whole.since, whole.until, proof, now
    row.walks += 1 + sum(other.walks for other in touching[1:])
    session.add(row)
    for other in touching[1:]:
        session.delete(other)


def _fresh(listener: str, span: Span, proof: Proof, now: dt.datetime) -> Coverage:
    return Coverage(
        listener=listener, since=span.since, until=span.until, proof=proof, proved_at=now, walks=0
    )


def _shrink(hole: CoverageHole, span: Span, now: dt.datetime) -> None:
    """What was read is no hole any more; what is left of it stays open."""
    if hole.since < span.since or hole.since >= span.until:
        return
    if hole.until <= span.until:
        hole.state, hole.closed_at = HoleState.CLOSED, now
    else:
        hole.since = span.until


def _prune(session: Session, listener: str) -> None:
    """The oldest rows go; a hole that is open or reported stays."""
    session.flush()
    for table, wanted in (
        (Coverage, ()),
        (CoverageHole, (col(CoverageHole.state) == HoleState.CLOSED,)),
    ):
        oldest = session.exec(
            select(table.id)
            .where(table.listener == listener, *wanted)
            .order_by(col(table.until).desc())
            .offset(MOST_ROWS)
            .limit(MOST_ROWS)
        ).all()
        if oldest:
            session.exec(delete(table).where(col(table.id).in_(oldest)))
