"""Counting what is stored and judged, minute by minute, and reading it back."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from sqlmodel import Session, col, delete, func, select

from domain.backlog import Minute
from storage.models import Throughput
from storage.upsert import dialect_of, insert_on, table_of

KEPT = dt.timedelta(hours=1)


def count(
    session: Session, source: str, *, wall: dt.datetime, stored: int = 0, judged: int = 0
) -> None:
    """Add to what this listener or worker did in this minute."""
    if not stored and not judged:
        return
    session.connection().execute(
        _adding(dialect_of(session)),
        {"source": source, "minute": _minute(wall), "stored": stored, "judged": judged},
    )


@cache
def _adding(dialect: str) -> Any:
    statement = insert_on(dialect, table_of(Throughput))
    fresh = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["source", "minute"],
        set_={
            "stored": col(Throughput.stored) + fresh.stored,
            "judged": col(Throughput.judged) + fresh.judged,
        },
    )


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
