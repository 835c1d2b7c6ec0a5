"""Figures over many clocks: the share in time and how long it took."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.sla import SlaState


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a figure needs of one clock; `seconds` count on its calendar, and are the person's."""

    state: SlaState
    reached: bool
    running: bool
    seconds: int | None
    automatic_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What happened to some clocks.

    `in_time` and `late` are decided: reached before the deadline, or not before it. What still runs
    in time and what was closed in time without being reached is neither.
    """

    clocks: int
    in_time: int
    late: int
    running: int
    closed_unreached: int
    p50_s: float | None
    p90_s: float | None
    automatic: int
    automatic_p50_s: float | None
    automatic_p90_s: float | None

    @property
    def share_in_time(self) -> float | None:
        decided = self.in_time + self.late
        return round(self.in_time / decided, 4) if decided else None


def figures(clocks: Iterable[Measured]) -> Figures:
    """Add them up; an automatic answer is counted beside a person's, never for it."""
    found = list(clocks)
    late = [clock for clock in found if clock.state is SlaState.BREACHED]
    reached = [clock for clock in found if clock.reached]
    people = [clock.seconds for clock in reached if clock.seconds is not None]
    machines = [c.automatic_seconds for c in found if c.automatic_seconds is not None]
    return Figures(
        clocks=len(found),
        in_time=sum(clock.state is SlaState.MET for clock in reached),
        late=len(late),
        running=sum(clock.running for clock in found),
        closed_unreached=sum(not clock.reached and not clock.running for clock in found),
        p50_s=percentile(people, 50),
        p90_s=percentile(people, 90),
        automatic=len(machines),
        automatic_p50_s=percentile(machines, 50),
        automatic_p90_s=percentile(machines, 90),
    )


def percentile(values: Sequence[int], percent: int) -> float | None:
    """The value below which this part lies; None where there are none."""
    if not values:
        return None
    if len(values) == 1:
        return float(values[0])
    return round(statistics.quantiles(values, n=100, method="inclusive")[percent - 1], 1)


def begin_of(days: int, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """Midnight at the start of the last `days` calendar days of a zone, today among them."""
    first = now.astimezone(zone).date() - dt.timedelta(days=days - 1)
    return dt.datetime.combine(first, dt.time.min, tzinfo=zone).astimezone(dt.UTC)
