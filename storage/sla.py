"""Running clocks by how they stand, and those of a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from domain.classification import Urgency
from domain.sla import SlaMetric, SlaState, to_the_second
from storage.models import Case, SlaClock, Team
from storage.period import Period, cases_of

RUNNING = (col(SlaClock.stopped_at).is_(None), col(SlaClock.paused_at).is_(None))
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
        .where(*RUNNING)
        .group_by(col(SlaClock.metric), state)
    )


def pressing(session: Session, *, now: dt.datetime, limit: int = 100) -> Sequence[SlaClock]:
    """The running clocks that are at risk or breached, the latest first."""
    found: Sequence[SlaClock] = session.exec(pressing_query(now, limit)).all()
    return found


def pressing_query(now: dt.datetime, limit: int) -> Any:
    """The one query of `pressing`."""
    at_risk = col(SlaClock.at_risk_at) < to_the_second(now) + _SECOND
    return select(SlaClock).where(*RUNNING, at_risk).order_by(col(SlaClock.due_at)).limit(limit)


class Started(NamedTuple):
    """What a report needs of a clock, and whose case it is of; `team` is "" for nobody's."""

    metric: SlaMetric
    urgency: Urgency
    due_at: dt.datetime
    at_risk_at: dt.datetime | None
    stopped_at: dt.datetime | None
    paused_at: dt.datetime | None
    answered: bool
    target_seconds: int | None
    counted_seconds: int | None
    automatic_seconds: int | None
    platform: str
    team: str


def started(session: Session, period: Period) -> list[Started]:
    """The clocks that started within a period."""
    columns = [getattr(SlaClock, name) for name in Started._fields if name in SlaClock.model_fields]
    rows = session.execute(
        select(*columns, Case.platform, func.coalesce(Team.name, ""))  # type: ignore[call-overload]
        .join(Case, col(Case.id) == col(SlaClock.case_id))
        .outerjoin(Team, col(Team.id) == col(Case.team_id))
        .where(
            col(SlaClock.started_at) >= period.since,
            col(SlaClock.started_at) < period.until,
            *cases_of(period),
        )
    )
    return [Started(*row) for row in rows]
