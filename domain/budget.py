"""What a listener may spend in a day, what it has spent, and what the month will cost."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from domain.prices import MICRO

DAY = dt.timedelta(days=1)
LOOK_BACK_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What one listener did in one UTC day."""

    requests: int = 0
    reads: int = 0
    micro_usd: int = 0

    def __add__(self, other: Spent) -> Spent:
        return Spent(
            requests=self.requests + other.requests,
            reads=self.reads + other.reads,
            micro_usd=self.micro_usd + other.micro_usd,
        )

    @property
    def usd(self) -> float:
        return self.micro_usd / MICRO


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Of one listener and UTC day; None is without end."""

    requests: int | None = None
    usd: float | None = None

    def share_used(self, spent: Spent) -> float:
        """How much of the tighter of the two is used; 1 and more: it is spent."""
        shares = [0.0]
        if self.requests is not None:
            shares.append(spent.requests / max(self.requests, 1))
        if self.usd is not None:
            shares.append(spent.usd / self.usd if self.usd > 0 else 1.0)
        return max(shares)

    def is_spent(self, spent: Spent) -> bool:
        return self.share_used(spent) >= 1.0

    def spread(
        self, usual: dt.timedelta, spent: Spent, *, polls: int, now: dt.datetime
    ) -> dt.timedelta:
        """The interval with which what is left lasts until midnight, where the usual one is too
        short; `polls` is how many the listener made today."""
        used = self.share_used(spent)
        if used <= 0 or polls <= 0:
            return usual
        left = max(1.0 - used, 0.0) / (used / polls)
        return max(usual, (next_day(now) - now) / max(left, 1.0))


def day_of(now: dt.datetime) -> dt.date:
    return now.astimezone(dt.UTC).date()


def next_day(now: dt.datetime) -> dt.datetime:
    """The next midnight UTC, when budgets and the platforms' days begin anew."""
    return dt.datetime.combine(day_of(now) + DAY, dt.time(), dt.UTC)


def forecast(days: Mapping[dt.date, int], now: dt.datetime) -> int:
    """What the month will have cost at its end, if it goes on like the last full days.

    Without a full day, today is taken for what has passed of it.
    """
    today = day_of(now)
    so_far = sum(cost for day, cost in days.items() if (day.year, day.month) == _month(today))
    full = [days.get(today - DAY * back) for back in range(1, LOOK_BACK_DAYS + 1)]
    known = [cost for cost in full if cost is not None]
    spent_today = days.get(today, 0)
    passed = 1 - (next_day(now) - now) / DAY
    rate = sum(known) / len(known) if known else spent_today / max(passed, 1 / 24)
    left_today = max(rate * (1 - passed), 0.0)
    days_left = calendar.monthrange(today.year, today.month)[1] - today.day
    return round(so_far + left_today + rate * days_left)


def _month(day: dt.date) -> tuple[int, int]:
    return day.year, day.month
