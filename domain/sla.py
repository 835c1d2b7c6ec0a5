"""SLA arithmetic: when an answer is due and how a clock stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from domain.classification import Urgency


class SlaMetric(StrEnum):
    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"


class SlaState(StrEnum):
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BREACHED = "breached"
    MET = "met"


_DEFAULT_TARGETS: Mapping[Urgency, dt.timedelta] = MappingProxyType(
    {
        Urgency.CRITICAL: dt.timedelta(hours=1),
        Urgency.HIGH: dt.timedelta(hours=4),
        Urgency.NORMAL: dt.timedelta(hours=24),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaPolicy:
    """How soon the brand wants to answer, by urgency, on a clock that runs day and night."""

    targets: Mapping[Urgency, dt.timedelta] = field(default_factory=lambda: _DEFAULT_TARGETS)
    at_risk_at: float = 0.75

    def due_at(self, urgency: Urgency, waiting_since: dt.datetime) -> dt.datetime | None:
        """When the answer is due; None where none is owed."""
        target = self.targets.get(urgency)
        return None if target is None else waiting_since + target


def clock_state(
    *,
    started_at: dt.datetime,
    due_at: dt.datetime,
    stopped_at: dt.datetime | None,
    now: dt.datetime,
    at_risk_at: float = 0.75,
) -> SlaState:
    """How a clock stands; an answer in the very second of the deadline meets it."""
    end = stopped_at or now
    if end > due_at:
        return SlaState.BREACHED
    if stopped_at is not None:
        return SlaState.MET
    at_risk = (end - started_at) >= at_risk_at * (due_at - started_at)
    return SlaState.AT_RISK if at_risk else SlaState.ON_TRACK
