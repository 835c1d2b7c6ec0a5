"""Which case a person should take next, and why: a sum of named shares.

The share of time grows by the same amount each hour for every case, so the order of two cases does
not change while nothing happens to them: `rank` can be a column with an index, and nothing starves.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from domain.classification import Urgency

URGENCY_SHARE = {
    Urgency.CRITICAL: 1000.0,
    Urgency.HIGH: 400.0,
    Urgency.NORMAL: 100.0,
    Urgency.NONE: 0.0,
}
POINTS_PER_HOUR = 4.0
REACH_SHARE_MAX = 50.0
REPEAT_SHARE = 60.0
_REFERENCE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One share of the priority, in words that an agent reads."""

    share: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a case's place in the inbox depends on."""

    urgency: Urgency
    due_at: dt.datetime
    followers: int | None = None
    unanswered_posts: int = 1


def reasons(standing: Standing, now: dt.datetime) -> tuple[Reason, ...]:
    """The shares of the priority at `now`, largest first among the fixed ones, time last."""
    return (*_fixed_reasons(standing), _time_reason(standing.due_at, now))


def score(standing: Standing, now: dt.datetime) -> float:
    """The sum of the shares; higher comes first."""
    return round(sum(reason.share for reason in reasons(standing, now)), 3)


def rank(standing: Standing) -> float:
    """A number that orders cases as `score` does at any moment."""
    fixed = sum(reason.share for reason in _fixed_reasons(standing))
    return round(fixed - POINTS_PER_HOUR * _hours(standing.due_at - _REFERENCE), 6)


def _fixed_reasons(standing: Standing) -> list[Reason]:
    urgency = standing.urgency
    found = [Reason(share=URGENCY_SHARE[urgency], text=f"{urgency.value} urgency")]
    if standing.unanswered_posts > 1:
        found.append(
            Reason(share=REPEAT_SHARE, text=f"has written {standing.unanswered_posts} times")
        )
    followers = standing.followers or 0
    if followers >= 1000:
        reach = min(REACH_SHARE_MAX, 10.0 * math.log10(followers / 100))
        found.append(Reason(share=round(reach, 3), text=f"{followers:,} followers"))
    return found


def _time_reason(due_at: dt.datetime, now: dt.datetime) -> Reason:
    share = round(POINTS_PER_HOUR * _hours(now - due_at), 3)
    if now > due_at:
        return Reason(share=share, text=f"overdue by {in_words(now - due_at)}")
    return Reason(share=share, text=f"{in_words(due_at - now)} left")


def _hours(duration: dt.timedelta) -> float:
    return duration / dt.timedelta(hours=1)


def in_words(duration: dt.timedelta) -> str:
    """A duration as people say it: 3 d 4 h, 2 h 5 min, 40 min, under a minute."""
    minutes = int(abs(duration).total_seconds() // 60)
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else "under a minute"
