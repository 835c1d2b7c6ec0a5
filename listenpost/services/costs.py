"""What each listener asks and costs today, this month, and what its servers still allow."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session

from domain.budget import DAY, LOOK_BACK_DAYS, Budget, Spent, day_of, forecast
from domain.mention import Platform
from domain.prices import MICRO, PriceList, prices_of
from listenpost.services.app import App
from storage import spending


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """`forecast_usd` is what the month will have cost; `tightest` the limit with the least left."""

    today: Spent
    month: Spent
    forecast_usd: float
    budget: Budget
    prices: PriceList
    tightest: str | None
    left: float | None


def of_listener(session: Session, app: App, name: str, platform: str, now: dt.datetime) -> Cost:
    """One listener at this moment."""
    today = day_of(now)
    since = min(today.replace(day=1), today - DAY * LOOK_BACK_DAYS)
    days = spending.days(session, name, since=since)
    month = sum(
        (spent for day, spent in days.items() if day >= today.replace(day=1)), start=Spent()
    )
    listener = app.listeners.get(name)
    limits = spending.limits_of(session, listener.account) if listener else {}
    least = min(
        ((one.left, f"{endpoint}, {one.name}") for (endpoint, _), one in limits.items()
         if one.resets_at is None or one.resets_at > now),
        default=None,
    )  # fmt: skip
    return Cost(
        today=days.get(today, Spent()),
        month=month,
        forecast_usd=forecast({day: spent.micro_usd for day, spent in days.items()}, now) / MICRO,
        budget=listener.budget if listener else Budget(),
        prices=prices_of(Platform(platform)),
        tightest=least[1] if least else None,
        left=least[0] if least else None,
    )
