"""Looks after what is heard: too little, too much, a token that ends, a lost right, money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import structlog
from sqlmodel import Session

from domain import pace
from domain.budget import day_of
from domain.listening import ListenerState
from domain.pace import HOUR
from domain.silence import (
    LEARNED_LEAST,
    TOKEN_WARNING,
    AlertKind,
    dispersion_of,
    is_too_quiet,
)
from listenpost.services import surges
from listenpost.services.app import App
from listenpost.services.connected_listener import ConnectedListener
from storage import alerts, arrivals, polls, spending
from storage.models import Poll

log = structlog.get_logger(__name__)
_OF_STATE = {
    ListenerState.TOKEN_EXPIRED: AlertKind.TOKEN_EXPIRED,
    ListenerState.SIGN_IN_FAILED: AlertKind.SIGN_IN_FAILED,
    ListenerState.PERMISSION_MISSING: AlertKind.PERMISSION_MISSING,
    ListenerState.OUT_OF_CREDIT: AlertKind.OUT_OF_CREDIT,
    ListenerState.BUDGET_SPENT: AlertKind.BUDGET_SPENT,
    ListenerState.RETIRED: AlertKind.RETIRED,
    ListenerState.MISCONFIGURED: AlertKind.MISCONFIGURED,
}
SHUT = (
    "It hears by webhook only, and no delivery can be taken: set webhooks.app_secret and "
    "webhooks.verify_token, and enter the address at Meta (docs/webhooks.md)."
)
Found = tuple[AlertKind, str]


def look(app: App) -> None:
    """Begin and end alerts; each is logged once."""
    now = app.clock.now()
    with app.database.write() as session:
        wrong = {
            (poll.listener, kind): detail
            for poll in polls.all_polls(session)
            if poll.listener in app.listeners
            for kind, detail in _wrong(app, session, poll, now)
        }
        begun = alerts.update(session, {**wrong, **surges.wrong(session, now=now)}, now=now)
        told = [(alert.listener, alert.kind.value, alert.detail) for alert in begun]
        arrivals.forget(session, before=now - 2 * pace.LEARNED_FROM)
        for account in {one.account for one in app.listeners.values()}:
            spending.forget_paid(session, account, now=now)
    for listener, kind, detail in told:
        log.warning("listener.alert", listener=listener, kind=kind, detail=detail)


def _wrong(app: App, session: Session, poll: Poll, now: dt.datetime) -> Iterator[Found]:
    listener = app.listeners[poll.listener]
    kind = _OF_STATE.get(poll.state)
    if kind is not None:
        yield kind, poll.last_error or kind.value
    if listener.only_told and not app.takes_deliveries:
        yield AlertKind.MISCONFIGURED, SHUT
    yield from _token(listener, now)
    if poll.state is not ListenerState.BUDGET_SPENT:
        yield from _budget(session, listener, now)
    if poll.state is ListenerState.LISTENING:
        yield from _silence(session, listener, now)


def _token(listener: ConnectedListener, now: dt.datetime) -> Iterator[Found]:
    ends = listener.token_expires_at
    if ends is None or now < ends - TOKEN_WARNING:
        return
    begun = "The token ends on" if ends > now else "The token ended on"
    yield (
        AlertKind.TOKEN_EXPIRES,
        f"{begun} {ends:%Y-%m-%d %H:%M} UTC: make a new one on the platform and say when it ends: "
        "under Accounts, or in the settings.",
    )


def _budget(session: Session, listener: ConnectedListener, now: dt.datetime) -> Iterator[Found]:
    spent = spending.spent_on(session, listener.name, day_of(now))
    used = listener.budget.share_used(spent)
    if used >= 0.9:
        yield (
            AlertKind.FORECAST,
            f"{used:.0%} of the day's budget is used: polls become rarer until midnight UTC.",
        )


def _silence(session: Session, listener: ConnectedListener, now: dt.datetime) -> Iterator[Found]:
    """Nothing new for so long that chance hardly explains it."""
    hours = arrivals.by_hour(session, listener.name, since=now - pace.LEARNED_FROM)
    if not hours or now - min(hours) < LEARNED_LEAST:
        return
    last = max(hours) + HOUR
    known = {hour: number for hour, number in hours.items() if hour < last}
    rhythm = pace.learned(known, since=min(hours), until=last)
    dispersion = dispersion_of(known, rhythm, hours=(last - min(hours)) / HOUR)
    if last < now and is_too_quiet(rhythm, dispersion=dispersion, since=last, now=now):
        due = rhythm.due(last, now)
        yield (
            AlertKind.SILENT,
            f"Nothing new since {last:%Y-%m-%d %H:%M} UTC, where about {due:,.0f} posts were due. "
            "Polls succeed: look on the platform whether posts come, and whether the account, the "
            "query and its permissions are what they were.",
        )
