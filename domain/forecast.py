"""What the next hours bring: requests that come, answers that are given, and what will wait.

An hour usually brings what the same hour of the week brought in the last four weeks, smoothed with
its neighbours; with less than two weeks behind us, what the same hour of the last days brought. A
day that is busier or calmer than usual is expected to stay so. As many are answered as usually are
at that hour; who waits stays. The interval is as wide as the errors were in the last seven days:
a Poisson law's variance times what those errors add to it (quasi-Poisson; McCullagh and Nelder,
Generalized Linear Models, 1989, section 6.2).
"""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

HOURS = 12
"""So far ahead."""
WEEKS = 4
DAYS = 7
HOUR = dt.timedelta(hours=1)
LOOKS_BACK = dt.timedelta(weeks=WEEKS, days=DAYS)
"""What is needed of the past: to forecast, and to try the forecast on the last seven days."""
_LEVEL_HOURS = 6
_LEVEL_PRIOR = 5.0
"""Requests that stand for "as usual" when today is compared with other days."""
_LEVELS = (0.5, 2.0)
_TRIED_AHEAD = 6
_TRIED_HOURS = 24 * DAYS
_TRIED_LEAST = 24
_Z = 1.281552
"""80 % lie within so many standard deviations."""
_UNTRIED_SPREAD = 2.0
_NEIGHBOURS = ((-1, 0.25), (0, 0.5), (1, 0.25))


class Basis(StrEnum):
    """What the usual is taken from."""

    WEEKS = "weeks"
    DAYS = "days"
    SO_FAR = "so_far"


_STEPS = (
    (Basis.WEEKS, dt.timedelta(weeks=1), WEEKS, 2),
    (Basis.DAYS, dt.timedelta(days=1), DAYS, 1),
)
"""(what, how far back each time, how often, how many there must be)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Requests by whole hours in UTC: how many came, and how many stopped waiting.

    `first` is the hour in which listening began; hours that stand nowhere had none.
    """

    first: dt.datetime
    came: Mapping[dt.datetime, int]
    ended: Mapping[dt.datetime, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """At this moment: who waits, how many of them too long, and how many are due by which hour."""

    waiting: int = 0
    late: int = 0
    due: Mapping[dt.datetime, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """One hour ahead. `low` to `high` and `waiting_low` to `waiting_high` hold four times of five.

    `waiting` is how many wait when it ends; `due` those of now whose deadline lies in it.
    """

    begins_at: dt.datetime
    coming: float
    low: float
    high: float
    answered: float
    waiting: float
    waiting_low: float
    waiting_high: float
    due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The forecast, made six hours before, on the hours that have passed since.

    Errors are means of what it was off by, in requests an hour; `naive` is that of taking the same
    hour of the day before. `within` is the part of the hours that lay inside the interval.
    """

    hours: int
    error: float
    naive: float
    within: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The hours ahead, the first of them as much as is left of it."""

    basis: Basis
    now: Queue
    hours: tuple[Hour, ...]
    trial: Trial | None


def forecast(flow: Flow, queue: Queue, *, now: dt.datetime, zone: dt.tzinfo) -> Forecast | None:
    """The next hours; None before the first whole hour has passed. `zone` says whose weeks."""
    past = _Past(flow=flow, zone=zone, began=hour_of(flow.first))
    this_hour = hour_of(now)
    if not past.knows(this_hour - HOUR, as_of=this_hour):
        return None
    spread, trial = _tried(past, this_hour)
    return Forecast(
        basis=past.basis(this_hour),
        now=queue,
        hours=tuple(_ahead(past, queue, spread, now)),
        trial=trial,
    )


def hour_of(at: dt.datetime) -> dt.datetime:
    """When its hour began."""
    return at.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """What was known at a moment; `as_of` is the hour that had just begun."""

    flow: Flow
    zone: dt.tzinfo
    began: dt.datetime

    def knows(self, hour: dt.datetime, *, as_of: dt.datetime) -> bool:
        return self.began <= hour < as_of

    def basis(self, as_of: dt.datetime) -> Basis:
        return self._like(as_of, as_of)[0]

    def usual(
        self, counts: Mapping[dt.datetime, int], hour: dt.datetime, *, as_of: dt.datetime
    ) -> float:
        """The mean of the hours like this one; of all that are known where there is no other."""
        _, alike = self._like(hour, as_of)
        if alike:
            return statistics.fmean(self._smooth(counts, one, as_of) for one in alike)
        began = max(self.began, as_of - LOOKS_BACK)
        known = sum(number for at, number in counts.items() if began <= at < as_of)
        return known / max((as_of - began) / HOUR, 1.0)

    def coming(self, hour: dt.datetime, *, as_of: dt.datetime) -> float:
        """How many requests this hour will bring, as far as could be told at `as_of`."""
        return self.usual(self.flow.came, hour, as_of=as_of) * self.level(as_of)

    def level(self, as_of: dt.datetime) -> float:
        """How much busier than usual the last hours were."""
        hours = [as_of - number * HOUR for number in range(1, _LEVEL_HOURS + 1)]
        known = [hour for hour in hours if self.knows(hour, as_of=as_of)]
        came = sum(self.flow.came.get(hour, 0) for hour in known)
        usually = sum(self.usual(self.flow.came, hour, as_of=as_of) for hour in known)
        low, high = _LEVELS
        return min(max((came + _LEVEL_PRIOR) / (usually + _LEVEL_PRIOR), low), high)

    def _like(self, hour: dt.datetime, as_of: dt.datetime) -> tuple[Basis, list[dt.datetime]]:
        """Earlier hours on the same clock: of this weekday, or of the days before."""
        local = hour.astimezone(self.zone)  # arithmetic on it keeps the clock across DST
        for basis, step, most, least in _STEPS:
            times = (local - number * step for number in range(1, most + 1))
            hours = (hour_of(one) for one in times)
            known = [one for one in hours if self.knows(one, as_of=as_of)]
            if len(known) >= least:
                return basis, known
        return Basis.SO_FAR, []

    def _smooth(
        self, counts: Mapping[dt.datetime, int], hour: dt.datetime, as_of: dt.datetime
    ) -> float:
        near = [
            (counts.get(hour + step * HOUR, 0), weight)
            for step, weight in _NEIGHBOURS
            if self.knows(hour + step * HOUR, as_of=as_of)
        ]
        return sum(number * weight for number, weight in near) / sum(weight for _, weight in near)


def _ahead(past: _Past, queue: Queue, spread: float, now: dt.datetime) -> Iterator[Hour]:
    this_hour = hour_of(now)
    level = past.level(this_hour)
    waiting, variance = float(queue.waiting), 0.0
    for number in range(HOURS):
        begins_at = this_hour + number * HOUR
        part = 1.0 if number else 1.0 - (now - this_hour) / HOUR
        coming = part * level * past.usual(past.flow.came, begins_at, as_of=this_hour)
        answered = part * past.usual(past.flow.ended, begins_at, as_of=this_hour)
        waiting = max(0.0, waiting + coming - answered)
        variance += spread * coming
        low, high = _band(coming, spread * coming)
        waiting_low, waiting_high = _band(waiting, variance)
        yield Hour(
            begins_at=begins_at,
            coming=coming,
            low=low,
            high=high,
            answered=answered,
            waiting=waiting,
            waiting_low=waiting_low,
            waiting_high=waiting_high,
            due=queue.due.get(begins_at, 0),
        )


def _band(middle: float, variance: float) -> tuple[float, float]:
    half = _Z * math.sqrt(variance)
    return max(0.0, middle - half), middle + half


def _tried(past: _Past, this_hour: dt.datetime) -> tuple[float, Trial | None]:
    """(by how much the variance exceeds a Poisson law's, how the last seven days went)."""
    ahead = _TRIED_AHEAD * HOUR
    hours = [this_hour - number * HOUR for number in range(1, _TRIED_HOURS + 1)]
    known = [hour for hour in hours if past.knows(hour - ahead - 24 * HOUR, as_of=this_hour)]
    if len(known) < _TRIED_LEAST:
        return _UNTRIED_SPREAD, None
    came = [past.flow.came.get(hour, 0) for hour in known]
    told = [past.coming(hour, as_of=hour - ahead) for hour in known]
    before = [past.flow.came.get(hour - 24 * HOUR, 0) for hour in known]
    pairs = list(zip(came, told, strict=True))
    spread = max(1.0, statistics.fmean((n - mean) ** 2 / max(mean, 0.5) for n, mean in pairs))
    bands = [_band(mean, spread * mean) for mean in told]
    return spread, Trial(
        hours=len(known),
        error=statistics.fmean(abs(n - mean) for n, mean in pairs),
        naive=statistics.fmean(abs(n - day) for n, day in zip(came, before, strict=True)),
        within=statistics.fmean(
            low <= n <= high for n, (low, high) in zip(came, bands, strict=True)
        ),
    )
