"""What somebody should know and one destination has no notice of yet, kind by kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, literal
from sqlmodel import Session, col, select

from domain.case import CaseStatus
from domain.classification import Urgency
from domain.incident import IncidentStatus
from domain.notice import Destination, NoticeKind
from domain.promise import PromiseStatus
from domain.silence import AlertKind
from domain.sla import to_the_second
from storage.models import (
    Case,
    Incident,
    ListenerAlert,
    Notice,
    Poll,
    PromiseRow,
    Reply,
    SlaClock,
    Team,
)
from storage.stuck import before_a_person

SWEPT_WITHIN = dt.timedelta(days=30)
"""A promise is found broken at most so long after its time."""
_RUNNING = (col(SlaClock.stopped_at).is_(None), col(SlaClock.paused_at).is_(None))
_OF_ALERT = {
    NoticeKind.SPIKE: (AlertKind.SURGE,),
    NoticeKind.SILENCE: (AlertKind.SILENT,),
    NoticeKind.TOKEN: (AlertKind.TOKEN_EXPIRES,),
    NoticeKind.BUDGET: (AlertKind.BUDGET_SPENT, AlertKind.FORECAST),
    NoticeKind.STOPPED: (
        AlertKind.TOKEN_EXPIRED,
        AlertKind.SIGN_IN_FAILED,
        AlertKind.PERMISSION_MISSING,
        AlertKind.OUT_OF_CREDIT,
        AlertKind.RETIRED,
        AlertKind.MISCONFIGURED,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """One thing to be told."""

    subject_id: int
    case_id: int | None
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """Where a kind comes from: rows of (subject, case, at), before anybody's wishes.

    `order` is what an index has them by, where that is not the subject.
    """

    rows: Any
    subject: Any
    of_case: bool = True
    order: Any = None


def fresh(
    session: Session,
    kind: NoticeKind,
    to: Destination,
    *,
    now: dt.datetime,
    since: dt.datetime,
    limit: int,
) -> list[Fresh]:
    """What the destination wants to hear of this kind, and was never noted for it; oldest first.

    What happened before `since` is no news. A wish about networks, teams or languages holds for
    what has one: a spike has none of them, a listener has a network.
    """
    found = session.execute(query(kind, to, now=now, since=since, limit=limit))
    return [Fresh(subject_id=subject, case_id=case, at=at) for subject, case, at in found]


def query(
    kind: NoticeKind, to: Destination, *, now: dt.datetime, since: dt.datetime, limit: int
) -> Any:
    """The one query of `fresh`."""
    source = _SOURCES[kind](kind, now, since)
    known = select(Notice.id).where(
        Notice.destination == to.name,
        Notice.kind == kind,
        col(Notice.subject_id) == source.subject,
    )
    rows = source.rows.where(~known.exists())
    if source.of_case:
        rows = rows.where(*_wished(to))
    elif to.platforms and kind in _OF_ALERT and kind is not NoticeKind.SPIKE:
        own = select(Poll.listener).where(col(Poll.platform).in_(to.platforms))
        rows = rows.where(col(ListenerAlert.listener).in_(own))
    return rows.order_by(source.subject if source.order is None else source.order).limit(limit)


def _wished(to: Destination) -> list[ColumnElement[bool]]:
    """Behind a function, so that no index of theirs is walked: a team has all its cases ever."""
    found: list[ColumnElement[bool]] = []
    if to.platforms:
        found.append(func.coalesce(col(Case.platform), "").in_(to.platforms))
    if to.languages:
        found.append(func.coalesce(col(Case.language), "").in_(to.languages))
    if to.teams:
        teams = select(Team.id).where(col(Team.name).in_(to.teams))
        found.append(func.coalesce(col(Case.team_id), 0).in_(teams))
    return found


def _critical(_kind: NoticeKind, _now: dt.datetime, since: dt.datetime) -> _Source:
    rows = select(Case.id, Case.id, Case.waiting_since).where(
        Case.status == CaseStatus.OPEN,
        Case.urgency == Urgency.CRITICAL,
        col(Case.waiting_since) >= since,
        col(Case.reply_pending).is_(False),
    )
    return _Source(rows=rows, subject=col(Case.id), order=col(Case.waiting_since))


def _incidents(_kind: NoticeKind, _now: dt.datetime, since: dt.datetime) -> _Source:
    rows = select(Incident.id, literal(None), Incident.opened_at).where(
        Incident.status == IncidentStatus.OPEN, Incident.opened_at >= since
    )
    return _Source(rows=rows, subject=col(Incident.id), of_case=False)


def _alerts(kind: NoticeKind, _now: dt.datetime, since: dt.datetime) -> _Source:
    """Those that are over count too: they may have come and gone between two looks."""
    rows = select(ListenerAlert.id, literal(None), ListenerAlert.began_at).where(
        col(ListenerAlert.kind).in_(_OF_ALERT[kind]), ListenerAlert.began_at >= since
    )
    return _Source(rows=rows, subject=col(ListenerAlert.id), of_case=False)


def _breached(_kind: NoticeKind, now: dt.datetime, since: dt.datetime) -> _Source:
    rows = (
        select(SlaClock.id, SlaClock.case_id, SlaClock.due_at)
        .join(Case, col(Case.id) == col(SlaClock.case_id))
        .where(*_RUNNING, SlaClock.due_at < to_the_second(now), SlaClock.due_at >= since)
    )
    return _Source(rows=rows, subject=col(SlaClock.id), order=col(SlaClock.due_at))


def _at_risk(_kind: NoticeKind, now: dt.datetime, _since: dt.datetime) -> _Source:
    rows = (
        select(SlaClock.id, SlaClock.case_id, SlaClock.at_risk_at)
        .join(Case, col(Case.id) == col(SlaClock.case_id))
        .where(*_RUNNING, SlaClock.due_at >= to_the_second(now), col(SlaClock.at_risk_at) <= now)
    )
    return _Source(rows=rows, subject=col(SlaClock.id), order=col(SlaClock.due_at))


def _replies(_kind: NoticeKind, _now: dt.datetime, since: dt.datetime) -> _Source:
    began = func.coalesce(col(Reply.sending_at), col(Reply.approved_at), col(Reply.created_at))
    rows = (
        select(Reply.id, Reply.case_id, began)
        .join(Case, col(Case.id) == col(Reply.case_id))
        .where(before_a_person(), began >= since)
    )
    return _Source(rows=rows, subject=col(Reply.id))


def _promises(_kind: NoticeKind, _now: dt.datetime, since: dt.datetime) -> _Source:
    rows = (
        select(PromiseRow.id, Reply.case_id, PromiseRow.due_at)
        .join(Reply, col(Reply.id) == col(PromiseRow.reply_id))
        .join(Case, col(Case.id) == col(Reply.case_id))
        .where(
            PromiseRow.status == PromiseStatus.BROKEN,
            PromiseRow.due_at >= since - SWEPT_WITHIN,
            col(PromiseRow.settled_at) >= since,
        )
    )
    return _Source(rows=rows, subject=col(PromiseRow.id))


_SOURCES: Mapping[NoticeKind, Callable[[NoticeKind, dt.datetime, dt.datetime], _Source]] = {
    NoticeKind.CRITICAL: _critical,
    NoticeKind.INCIDENT: _incidents,
    NoticeKind.BREACHED: _breached,
    NoticeKind.AT_RISK: _at_risk,
    NoticeKind.REPLY: _replies,
    NoticeKind.PROMISE: _promises,
    **dict.fromkeys(_OF_ALERT, _alerts),
}
