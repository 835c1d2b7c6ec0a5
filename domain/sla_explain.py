"""Why a clock stands as it stands: every stretch of its time, what counted of it, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from domain.classification import Urgency
from domain.sla import SlaState, clock_state
from domain.sla_clock import Reading
from domain.sla_policy import SlaMetric

NOTHING = dt.timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A stretch of a clock's time; `counted` is all of it or nothing."""

    begins_at: dt.datetime
    ends_at: dt.datetime
    counted: dt.timedelta
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One clock, explained. The intervals follow each other without a gap from start to end.

    `counts_from` is when the request came whose deadline is the first: later than `started_at`
    where a later post made the case more urgent. `automatic` is the counted time to an automatic
    answer, `counted` that to a person's, or so far.
    """

    metric: SlaMetric
    policy: str
    urgency: Urgency
    target: dt.timedelta
    started_at: dt.datetime
    counts_from: dt.datetime
    due_at: dt.datetime
    ends_at: dt.datetime
    running: bool
    paused: bool
    reached: bool
    state: SlaState
    counted: dt.timedelta
    automatic: dt.timedelta | None
    intervals: tuple[Interval, ...]


def explain(reading: Reading, now: dt.datetime) -> Explanation:
    """The intervals of a clock until it stopped, or until now."""
    clock = reading.clock
    ends_at = clock.stopped_at or max(now, clock.started_at)
    intervals = tuple(_intervals(reading, ends_at))
    automatic = clock.automatic_at
    return Explanation(
        metric=clock.metric,
        policy=reading.terms.policy,
        urgency=reading.binding.urgency,
        target=reading.terms.target,
        started_at=clock.started_at,
        counts_from=reading.binding.since,
        due_at=reading.due_at,
        ends_at=ends_at,
        running=clock.stopped_at is None,
        paused=clock.paused_at is not None,
        reached=clock.reached,
        state=clock_state(
            due_at=reading.due_at,
            at_risk_at=reading.at_risk_at,
            stopped_at=clock.stopped_at,
            paused_at=clock.paused_at,
            now=now,
        ),
        counted=sum((one.counted for one in intervals), NOTHING),
        automatic=None if automatic is None else reading.counted(automatic),
        intervals=intervals,
    )


def _intervals(reading: Reading, ends_at: dt.datetime) -> Iterator[Interval]:
    at = reading.clock.started_at
    for pause in reading.clock.pauses:
        if pause.begins_at >= ends_at:
            break
        yield from _running(reading, at, pause.begins_at)
        at = min(pause.ends_at or ends_at, ends_at)
        begins_at = max(pause.begins_at, reading.clock.started_at)
        yield Interval(begins_at=begins_at, ends_at=at, counted=NOTHING, why=pause.why)
    yield from _running(reading, at, ends_at)


def _running(reading: Reading, since: dt.datetime, until: dt.datetime) -> Iterator[Interval]:
    for span in reading.terms.calendar.spans(since, until):
        yield Interval(
            begins_at=span.begins_at, ends_at=span.ends_at, counted=span.counted, why=span.why
        )
