"""Requests that wait for an answer, hour by hour: how many came, ended, and fall due."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from sqlalchemy import Select, case, func
from sqlmodel import Session, col, select

from domain.pulse import begin_of
from domain.sla import SlaMetric, to_the_second
from storage.models import Case, SlaClock
from storage.period import Period, cases_of
from storage.sla import RUNNING
from storage.slots import slot_of

_RESPONSE = (SlaMetric.FIRST_RESPONSE, SlaMetric.NEXT_RESPONSE)
"""A customer who waits for an answer has one of them, and one only."""
_SLOTS_AN_HOUR = 4
_LONGEST = dt.timedelta(days=14)
"""What waited longer than this before it ended is not looked for."""


def first(session: Session) -> dt.datetime | None:
    """When the first request of all began to wait."""
    return session.exec(select(func.min(SlaClock.started_at))).one()


def came(session: Session, period: Period) -> dict[dt.datetime, int]:
    """Requests that began to wait, by the hour in which they did."""
    started = col(SlaClock.started_at)
    return _hours(session, started, period, started >= period.since, started < period.until)


def ended(session: Session, period: Period) -> dict[dt.datetime, int]:
    """Requests that stopped waiting, answered or closed otherwise, by the hour."""
    stopped = col(SlaClock.stopped_at)
    return _hours(
        session,
        stopped,
        period,
        col(SlaClock.started_at) >= period.since - _LONGEST,
        stopped >= period.since,
        stopped < period.until,
    )


def waiting(session: Session, period: Period, *, now: dt.datetime) -> tuple[int, int]:
    """(requests that wait at this moment, those of them whose deadline has passed)."""
    late = case((col(SlaClock.due_at) < to_the_second(now), 1), else_=0)
    found = session.execute(_of(select(func.count(), func.sum(late)), period, *RUNNING)).one()
    return found[0], found[1] or 0


def due(session: Session, period: Period) -> dict[dt.datetime, int]:
    """Requests that wait now and fall due within the period, by the hour."""
    at = col(SlaClock.due_at)
    return _hours(session, at, period, *RUNNING, at >= period.since, at < period.until)


def _hours(session: Session, moment: Any, period: Period, *conditions: Any) -> dict[Any, int]:
    slot = slot_of(session, moment).label("slot")
    inner = _of(select(slot), period, *conditions).subquery()
    found: Counter[dt.datetime] = Counter()
    for number, posts in session.execute(select(inner.c.slot, func.count()).group_by(inner.c.slot)):
        found[begin_of(number // _SLOTS_AN_HOUR * _SLOTS_AN_HOUR)] += posts
    return dict(found)


def _of(statement: Any, period: Period, *conditions: Any) -> Select[Any]:
    found: Select[Any] = (
        statement.select_from(SlaClock)
        .join(Case, col(Case.id) == col(SlaClock.case_id))
        .where(col(SlaClock.metric).in_(_RESPONSE), *conditions, *cases_of(period))
    )
    return found
