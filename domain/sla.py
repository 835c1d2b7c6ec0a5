"""How a clock stands."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from domain.sla_policy import SlaMetric as SlaMetric
from domain.sla_policy import SlaPolicy as SlaPolicy


class SlaState(StrEnum):
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BREACHED = "breached"
    MET = "met"


def to_the_second(at: dt.datetime) -> dt.datetime:
    """The second that a moment lies in; deadlines are compared by it."""
    return at.replace(microsecond=0)


def clock_state(
    *,
    due_at: dt.datetime,
    at_risk_at: dt.datetime | None,
    stopped_at: dt.datetime | None,
    now: dt.datetime,
    paused_at: dt.datetime | None = None,
) -> SlaState:
    """How a clock stands; an answer in the very second of the deadline meets it.

    A paused clock stands as it stood when it was paused.
    """
    end = to_the_second(stopped_at or paused_at or now)
    if end > to_the_second(due_at):
        return SlaState.BREACHED
    if stopped_at is not None:
        return SlaState.MET
    at_risk = at_risk_at is not None and end >= to_the_second(at_risk_at)
    return SlaState.AT_RISK if at_risk else SlaState.ON_TRACK
