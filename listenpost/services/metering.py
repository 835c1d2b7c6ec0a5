"""A poll's meter: made from what is known, written down with each page."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session

from domain.budget import Spent, day_of
from domain.prices import prices_of
from listenpost.services.app import App
from listenpost.services.connected_listener import ConnectedListener
from platforms.meter import Meter
from storage import spending


def open_meter(app: App, listener: ConnectedListener) -> Meter:
    """With the listener's day so far, its budget, and what its account was told before."""
    now = app.clock.now()
    with app.database.read() as session:
        return Meter(
            now=app.clock.now,
            budget=listener.budget,
            spent=spending.spent_on(session, listener.name, day_of(now)),
            limits=spending.limits_of(session, listener.account),
        )


def write_down(
    session: Session, listener: ConnectedListener, meter: Meter, *, now: dt.datetime
) -> None:
    """What was asked and read since the last time, priced: in the transaction of its page."""
    requests, reads = meter.drained()
    prices = prices_of(listener.platform)
    cost = 0
    for what, ids in sorted(reads.items()):
        price = prices.micro_usd.get(what, 0)
        if not price:
            continue
        paid = len(ids)
        if prices.once_a_day:
            paid = spending.first_today(session, listener.account, what, ids, now=now)
        cost += paid * price
    spent = Spent(requests=requests, reads=sum(map(len, reads.values())), micro_usd=cost)
    if spent != Spent():
        spending.spend(session, listener.name, spent, now=now)
        meter.spent += spent
    changed = {one: meter.limits[one] for one in meter.changed}
    spending.keep_limits(session, listener.account, changed, now=now)
    meter.changed.clear()
