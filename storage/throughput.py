"""Counting what is stored and judged, minute by minute, and reading it back."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session, col, delete, func, select

from domain.backlog import Minute
from storage import bulk
from storage.models import Throughput

KEPT = dt.timedelta(hours=1)


def count(
    session: Session, source: str, *, wall: dt.datetime, stored: int = 0, judged: int = 0
) -> None:
    """Add to what this listener or worker did in this minute."""
    if stored or judged:
        row = {"source": source, "minute": _minute(wall), "stored": stored, "judged": judged}
        bulk.add_up(session, Throughput, [row], counts=("stored", "judged"))


def minutes(session: Session, *, since: dt.datetime) -> list[Minute]:
    """What all did together in each minute from then on; minutes without a post are left out."""
    rows = session.exec(
        select(Throughput.minute, func.sum(Throughput.stored), func.sum(Throughput.judged))
        .where(col(Throughput.minute) >= since)
        .group_by(col(Throughput.minute))
        .order_by(col(Throughput.minute))
    ).all()
    return [Minute(at=at, stored=int(stored), judged=int(judged)) for at, stored, judged in rows]


def forget(session: Session, *, wall: dt.datetime) -> None:
    """Minutes that nobody looks at any more."""
    session.exec(delete(Throughput).where(col(Throughput.minute) < wall - KEPT))


def _minute(moment: dt.datetime) -> dt.datetime:
    return moment.replace(second=0, microsecond=0)
