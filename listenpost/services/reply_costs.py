"""What replies cost: taken from the day's budget before they go out, given back if they did not."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session

from domain.budget import DAY, Spent, day_of
from domain.flood import FREE, FloodVerdict, Hold
from domain.prices import MICRO
from listenpost.services.app import App
from storage import spending
from storage.models import Reply

NAME = "replies"
"""Under which the ledger of spendings keeps them, beside the listeners."""


def reserve(session: Session, app: App, price: int) -> FloodVerdict:
    """Take the price from today's budget; a verdict that holds the reply where it is used up."""
    if not price:
        return FREE
    now = app.clock.now()
    spending.spend(session, NAME, Spent(requests=1, micro_usd=price), now=now)
    limit = app.replies_usd_per_day
    if limit is None:
        return FREE
    spent = spending.spent_on(session, NAME, day_of(now)).micro_usd / MICRO
    if spent <= limit:
        return FREE
    give_back(session, price, at=now)
    tomorrow = dt.datetime.combine(day_of(now) + DAY, dt.time(), dt.UTC)
    told = (
        f"Today's budget for replies is used up: this one costs ${price / MICRO:.3f}, and "
        f"${spent - price / MICRO:.2f} of ${limit:.2f} are spent."
    )
    return FloodVerdict(hold=Hold.MONEY, reason=told, until=tomorrow)


def give_back(session: Session, price: int, *, at: dt.datetime) -> None:
    """Nothing was posted: nothing is paid."""
    if price:
        spending.spend(session, NAME, Spent(requests=-1, micro_usd=-price), now=at)


def not_posted(session: Session, reply: Reply, now: dt.datetime) -> None:
    """The same for a reply that came back."""
    give_back(session, reply.micro_usd, at=reply.sending_at or now)


def today(session: Session, now: dt.datetime) -> Spent:
    """What replies cost so far on this UTC day."""
    return spending.spent_on(session, NAME, day_of(now))
