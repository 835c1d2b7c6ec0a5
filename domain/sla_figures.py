"""Figures over many clocks: the share in time and how long it took."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.share import Share
from domain.sla import SlaState


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a figure needs of one clock; `seconds` count on its calendar, and are the person's."""

    state: SlaState
    reached: bool
    running: bool
    seconds: int | None
    target_seconds: int | None = None
    automatic_seconds: int | None = None

    @property
    def used(self) -> float | None:
        """The part of the allowed time that it took."""
        if self.seconds is None or not self.target_seconds:
            return None
        return self.seconds / self.target_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What happened to some clocks.

    `in_time` and `late` are decided: reached before the deadline, or not before it. What still runs
    in time and what was closed in time without being reached is neither. `used` is the part of the
    time that was allowed: 1 is the deadline, whichever policy set it.
    """

    clocks: int
    in_time: int
    late: int
    running: int
    closed_unreached: int
    p50_s: float | None
    p90_s: float | None
    p50_used: float | None
    p90_used: float | None
    automatic: int
    automatic_p50_s: float | None
    automatic_p90_s: float | None

    @property
    def decided(self) -> Share:
        """Those in time, of those that were decided."""
        return Share(part=self.in_time, whole=self.in_time + self.late)

    @property
    def share_in_time(self) -> float | None:
        value = self.decided.value
        return None if value is None else round(value, 4)


def figures(clocks: Iterable[Measured]) -> Figures:
    """Add them up; an automatic answer is counted beside a person's, never for it."""
    found = list(clocks)
    late = [clock for clock in found if clock.state is SlaState.BREACHED]
    reached = [clock for clock in found if clock.reached]
    people = [clock.seconds for clock in reached if clock.seconds is not None]
    used = [clock.used for clock in reached if clock.used is not None]
    machines = [c.automatic_seconds for c in found if c.automatic_seconds is not None]
    return Figures(
        clocks=len(found),
        in_time=sum(clock.state is SlaState.MET for clock in reached),
        late=len(late),
        running=sum(clock.running for clock in found),
        closed_unreached=sum(not clock.reached and not clock.running for clock in found),
        p50_s=percentile(people, 50),
        p90_s=percentile(people, 90),
        p50_used=percentile(used, 50, places=4),
        p90_used=percentile(used, 90, places=4),
        automatic=len(machines),
        automatic_p50_s=percentile(machines, 50),
        automatic_p90_s=percentile(machines, 90),
    )


def percentile(values: Sequence[float], percent: int, *, places: int = 1) -> float | None:
    """The value below which this part lies; None where there are none."""
    if not values:
        return None
    if len(values) == 1:
        return round(float(values[0]), places)
    return round(statistics.quantiles(values, n=100, method="inclusive")[percent - 1], places)


def begin_of(days: int, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """Midnight at the start of the last `days` calendar days of a zone, today among them."""
    first = now.astimezone(zone).date() - dt.timedelta(days=days - 1)
    return dt.datetime.combine(first, dt.time.min, tzinfo=zone).astimezone(dt.UTC)
