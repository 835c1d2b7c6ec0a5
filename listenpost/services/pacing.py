"""When a listener polls next after a good poll: by its rhythm, its last hours and its budget."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session

from domain import pace
from domain.budget import day_of
from domain.pace import Pulse
from listenpost.services.app import App
from listenpost.services.connected_listener import ConnectedListener
from storage import arrivals, spending
from storage.models import Poll


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacing:
    """The interval that was chosen, and what the next choice begins with."""

    interval: dt.timedelta
    pulse: Pulse


def choose(
    app: App,
    session: Session,
    listener: ConnectedListener,
    poll: Poll,
    *,
    stored: int,
    began: dt.datetime,
) -> Pacing:
    """`began` is when the poll began that brought `stored` new posts."""
    now = app.clock.now()
    usual = _usual(session, listener, now)
    pulse = pulse_of(poll)
    if not listener.adaptive:
        return Pacing(interval=usual, pulse=pulse)
    since = now - pace.LEARNED_FROM
    hours = arrivals.by_hour(session, listener.name, since=since)
    first = min(hours, default=now)
    rhythm = pace.learned(hours, since=max(since, first), until=now)
    if poll.last_ok_at is not None and poll.complete_until is not None:
        last = min(poll.last_ok_at, began)
        due = rhythm.due(last, began)
        pulse = pace.heard(pulse, stored, due=due, passed=began - last, usual=usual)
    return Pacing(
        interval=pace.interval(rhythm, pulse, usual=usual, now=now) if hours else usual,
        pulse=pulse,
    )


def pulse_of(poll: Poll) -> Pulse:
    """What the listener's row says."""
    return Pulse(
        heard=poll.pulse_heard or 0.0, due=poll.pulse_due or 0.0, credit=poll.pulse_credit or 0.0
    )


def _usual(session: Session, listener: ConnectedListener, now: dt.datetime) -> dt.timedelta:
    """The configured interval, or the longer one with which the day's budget lasts."""
    budget = listener.budget
    if budget.requests is None and budget.usd is None:
        return listener.poll_every
    spent = spending.spent_on(session, listener.name, day_of(now))
    polls = max(spent.requests, 1)
    return budget.spread(listener.poll_every, spent, polls=polls, now=now)
