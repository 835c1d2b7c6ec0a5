"""Running clocks by how they stand, and those of a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from domain.sla import SlaMetric, SlaState, to_the_second
from storage.models import Case, SlaClock

_RUNNING = (col(SlaClock.stopped_at).is_(None), col(SlaClock.paused_at).is_(None))
_SECOND = dt.timedelta(seconds=1)


def standing(session: Session, *, now: dt.datetime) -> dict[SlaMetric, dict[SlaState, int]]:
    """How many running clocks stand how: one query over one index, however many there are.

    A paused clock is none of them: it waits for the customer, and nobody is late.
    """
    found: dict[SlaMetric, dict[SlaState, int]] = {}
    for metric, state, number in session.exec(standing_query(now)).all():
        found.setdefault(metric, {})[SlaState(state)] = number
    return found


def standing_query(now: dt.datetime) -> Any:
    """The one query of `standing`."""
    second = to_the_second(now)
    state = case(
        (col(SlaClock.due_at) < second, SlaState.BREACHED.value),
        (col(SlaClock.at_risk_at) < second + _SECOND, SlaState.AT_RISK.value),
        else_=SlaState.ON_TRACK.value,
    ).label("state")
    return (
        select(SlaClock.metric, state, func.count())
        .where(*_RUNNING)
        .group_by(col(SlaClock.metric), state)
    )


def pressing(session: Session, *, now: dt.datetime, limit: int = 100) -> Sequence[SlaClock]:
    """The running clocks that are at risk or breached, the latest first."""
    found: Sequence[SlaClock] = session.exec(pressing_query(now, limit)).all()
    return found


def pressing_query(now: dt.datetime, limit: int) -> Any:
    """The one query of `pressing`."""
    at_risk = col(SlaClock.at_risk_at) < to_the_second(now) + _SECOND
    return select(SlaClock).where(*_RUNNING, at_risk).order_by(col(SlaClock.due_at)).limit(limit)


def started_between(
    session: Session, *, since: dt.datetime, until: dt.datetime
) -> Sequence[tuple[SlaClock, str]]:
    """The clocks that started within a period, with the platform of their cases."""
    return session.exec(
        select(SlaClock, Case.platform)
        .join(Case, col(Case.id) == col(SlaClock.case_id))
        .where(col(SlaClock.started_at) >= since, col(SlaClock.started_at) < until)
    ).all()
