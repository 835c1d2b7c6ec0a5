"""The figures that a monitoring system asks for every few seconds: few queries, each indexed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from domain.budget import day_of
from domain.case import CaseStatus
from domain.coverage import HoleState
from domain.reply import ReplyStatus
from domain.silence import AlertKind
from domain.sla import SlaState
from storage.models import (
    Case,
    CoverageHole,
    ListenerAlert,
    Mention,
    Reply,
    Spending,
    WebhookMessage,
)

Counted = Mapping[tuple[str, str], int]
UNDER_WAY = (
    ReplyStatus.AWAITING_APPROVAL,
    ReplyStatus.APPROVED,
    ReplyStatus.SENDING,
    ReplyStatus.UNKNOWN,
)


def holes(session: Session) -> Counted:
    """(listener, state) -> holes that are not closed."""
    state = col(CoverageHole.state)
    rows = session.exec(
        select(CoverageHole.listener, state, func.count())
        .where(state != HoleState.CLOSED)
        .group_by(col(CoverageHole.listener), state)
    ).all()
    return {(listener, HoleState(found).value): number for listener, found, number in rows}


def alerts(session: Session) -> Mapping[str, int]:
    """Kind -> alerts that are not over."""
    rows = session.exec(
        select(ListenerAlert.kind, func.count())
        .where(col(ListenerAlert.ended_at).is_(None))
        .group_by(col(ListenerAlert.kind))
    ).all()
    return {AlertKind(kind).value: number for kind, number in rows}


def spent(session: Session, *, now: dt.datetime) -> Mapping[str, Spending]:
    """Listener -> its UTC day so far."""
    rows = session.exec(select(Spending).where(Spending.day == day_of(now))).all()
    return {row.listener: row for row in rows}


def unjudged(session: Session) -> tuple[int, dt.datetime | None]:
    """How many mentions wait for triage, and since when the first of them is stored."""
    return session.exec(
        select(func.count(), func.min(Mention.stored_at)).where(col(Mention.triaged_at).is_(None))
    ).one()


def waiting_cases(session: Session, *, now: dt.datetime) -> Counted:
    """(platform, how the deadline stands) -> cases that wait for an answer."""
    state = case(
        (col(Case.due_at) < now, SlaState.BREACHED.value),
        (col(Case.at_risk_at) <= now, SlaState.AT_RISK.value),
        else_=SlaState.ON_TRACK.value,
    )
    rows = session.exec(
        select(Case.platform, state, func.count())
        .where(Case.status == CaseStatus.OPEN, col(Case.waiting_since).is_not(None))
        .group_by(col(Case.platform), state)
    ).all()
    return {(platform, found): number for platform, found, number in rows}


def outbox(
    session: Session, *, now: dt.datetime
) -> Mapping[ReplyStatus, tuple[int, dt.datetime | None]]:
    """Status -> how many replies, and since when the oldest that may go on has waited."""
    waits = col(Reply.not_before)
    since = case((waits > now, None), else_=func.coalesce(waits, Reply.approved_at))
    doubt = case((Reply.status == ReplyStatus.UNKNOWN, Reply.approved_at), else_=since)  # type: ignore[arg-type]
    rows = session.exec(
        select(Reply.status, func.count(), func.min(doubt))
        .where(col(Reply.status).in_(UNDER_WAY))
        .group_by(col(Reply.status))
    ).all()
    return {ReplyStatus(status): (number, oldest) for status, number, oldest in rows}


def messages(session: Session) -> Mapping[str, int]:
    """Messages for other systems that wait, and those that are dead."""
    table = WebhookMessage
    waiting = select(func.count()).where(
        col(table.delivered_at).is_(None), col(table.dead_at).is_(None)
    )
    dead = select(func.count()).where(col(table.dead_at).is_not(None))
    return {"waiting": session.exec(waiting).one(), "dead": session.exec(dead).one()}
