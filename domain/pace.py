"""How long to wait until the next poll: short where posts are due, for the same number of requests.

For posts that arrive at the rate r(t), polls at intervals i(t) make them wait i(t) / 2 on average.
With so many polls to spend, the mean wait is smallest where i(t) is proportional to 1 / sqrt(r(t)).
The rate is a rhythm learned by the hour of the week, times a level that follows the last hours.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass

HOURS = 168
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
LEARNED_FROM = dt.timedelta(weeks=8)
FORGETS = dt.timedelta(hours=3)
"""After this time what was heard counts a third of what it did."""
PRIOR_POSTS = 1.0
"""How many posts it takes to be believed that the level has changed."""
PRIOR_DAY = 24.0
"""Hours at the mean rate that an hour of the day is shrunk with."""
PRIOR_WEEK = 4.0
"""Hours at the rate of the hour of the day that an hour of the week is shrunk with."""
LEAST, MOST = 0.15, 6.0
"""The interval stays within these times the usual one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Posts an hour for each hour of the week, Monday 00:00 UTC first."""

    rates: tuple[float, ...]

    def at(self, moment: dt.datetime) -> float:
        return self.rates[hour_of_week(moment)]

    @property
    def mean(self) -> float:
        return sum(self.rates) / HOURS

    def due(self, since: dt.datetime, until: dt.datetime) -> float:
        """How many posts the rhythm expects between the two."""
        if until - since > LEARNED_FROM:
            return self.mean * ((until - since) / HOUR)
        total, at = 0.0, since
        while at < until:
            end = min(until, at.replace(minute=0, second=0, microsecond=0) + HOUR)
            total += self.at(at) * ((end - at) / HOUR)
            at = end
        return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """What was heard lately and what was due then, both fading; `credit` are polls saved.

    `credit` grows by one for each usual interval that passes and falls by one with each poll.
    """

    heard: float = 0.0
    due: float = 0.0
    credit: float = 0.0

    @property
    def level(self) -> float:
        """How much livelier than the rhythm it is."""
        return (PRIOR_POSTS + self.heard) / (PRIOR_POSTS + self.due)


def hour_of_week(moment: dt.datetime) -> int:
    at = moment.astimezone(dt.UTC)
    return at.weekday() * 24 + at.hour


def learned(posts: Mapping[dt.datetime, int], *, since: dt.datetime, until: dt.datetime) -> Rhythm:
    """The rhythm of posts counted by the hour; rare hours are shrunk towards commoner ones."""
    weeks = max((until - since) / dt.timedelta(weeks=1), 1 / HOURS)
    counts = [0.0] * HOURS
    for hour, number in posts.items():
        if since <= hour < until:
            counts[hour_of_week(hour)] += number
    mean = (sum(counts) + 1.0) / (weeks * HOURS + 1.0)
    daily = [
        (sum(counts[hour::24]) + PRIOR_DAY * mean) / (weeks * 7 + PRIOR_DAY) for hour in range(24)
    ]
    return Rhythm(
        rates=tuple(
            (counts[hour] + PRIOR_WEEK * daily[hour % 24]) / (weeks + PRIOR_WEEK)
            for hour in range(HOURS)
        )
    )


def heard(
    pulse: Pulse, posts: int, *, due: float, passed: dt.timedelta, usual: dt.timedelta
) -> Pulse:
    """After a poll that came `passed` after the one before and brought so many new posts."""
    fades = math.exp(-(passed / FORGETS))
    a_day = DAY / usual
    return Pulse(
        heard=pulse.heard * fades + posts,
        due=pulse.due * fades + due,
        credit=max(-a_day, min(a_day, pulse.credit + passed / usual - 1.0)),
    )


def interval(
    rhythm: Rhythm, pulse: Pulse, *, usual: dt.timedelta, now: dt.datetime
) -> dt.timedelta:
    """How long to wait; over a long time as many polls come out as with the usual interval."""
    mean = rhythm.mean
    even = sum(math.sqrt(rate / mean) for rate in rhythm.rates) / HOURS
    stretch = even / math.sqrt(rhythm.at(now) * pulse.level / mean)
    days_saved = pulse.credit / (DAY / usual)
    return usual * max(LEAST, min(MOST, stretch * math.exp(-days_saved)))
