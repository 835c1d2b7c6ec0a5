"""Cases: the inbox, a customer's earlier cases, the claim, events and clocks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select, update

from domain.case import OPEN_STATUSES, REOPEN_WITHIN, CaseEventKind, CaseStatus, KnownCase
from storage import ledger_story
from storage.ids import key
from storage.models import Case, CaseEvent, Mention, SlaClock


def get(session: Session, case_id: int) -> Case | None:
    """The case, or None."""
    return session.get(Case, case_id)


def known_to(session: Session, customer_id: int, *, now: dt.datetime) -> list[KnownCase]:
    """The customer's unfinished and recent cases with the threads that they run in."""
    recent = col(Case.last_activity_at) >= now - REOPEN_WITHIN
    unfinished = col(Case.status).in_(OPEN_STATUSES)
    cases = session.exec(
        select(Case).where(Case.customer_id == customer_id, or_(recent, unfinished))
    ).all()
    threads = _conversations_of(session, [key(case.id) for case in cases])
    return [
        KnownCase(
            id=key(case.id),
            status=case.status,
            topic=case.topic,
            conversation_ids=frozenset(threads.get(key(case.id), ())),
            last_activity_at=case.last_activity_at,
        )
        for case in cases
    ]


def _conversations_of(session: Session, case_ids: Sequence[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    if case_ids:
        rows = session.exec(
            select(Mention.case_id, Mention.conversation_id)
            .where(col(Mention.case_id).in_(case_ids))
            .distinct()
        ).all()
        for case_id, conversation_id in rows:
            found.setdefault(key(case_id), set()).add(conversation_id)
    return found


def claim(
    session: Session, case_id: int, *, user_id: int, wall: dt.datetime, lease: dt.timedelta
) -> bool:
    """Give the case to this user unless somebody else holds it; one conditional UPDATE."""
    free = or_(
        col(Case.assignee_id).is_(None),
        col(Case.assignee_id) == user_id,
        col(Case.claimed_until) < wall,
    )
    claimed = session.exec(
        update(Case)
        .where(col(Case.id) == case_id, free, col(Case.status) != CaseStatus.MERGED)
        .values(assignee_id=user_id, claimed_until=wall + lease)
        .execution_options(synchronize_session="fetch")
    )
    return claimed.rowcount == 1


def add_event(
    session: Session,
    case_id: int,
    kind: CaseEventKind,
    *,
    at: dt.datetime,
    user_id: int | None = None,
    mention_id: int | None = None,
    reply_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> CaseEvent:
    """Append to the case's history; the ledger looks at the case again."""
    ledger_story.happened(session, case_id, kind)
    event = CaseEvent(
        case_id=case_id,
        kind=kind,
        at=at,
        user_id=user_id,
        mention_id=mention_id,
        reply_id=reply_id,
        detail=dict(detail or {}),
    )
    session.add(event)
    return event


def events(session: Session, case_id: int) -> Sequence[CaseEvent]:
    """The case's history, oldest first."""
    return session.exec(
        select(CaseEvent)
        .where(CaseEvent.case_id == case_id)
        .order_by(col(CaseEvent.at), col(CaseEvent.id))
    ).all()


def clocks(session: Session, case_id: int) -> Sequence[SlaClock]:
    """All deadlines of the case, oldest first."""
    return session.exec(
        select(SlaClock).where(SlaClock.case_id == case_id).order_by(col(SlaClock.id))
    ).all()


def snoozed_and_due(session: Session, *, now: dt.datetime) -> Sequence[Case]:
    """Snoozed cases whose time has come."""
    return session.exec(
        select(Case).where(Case.status == CaseStatus.SNOOZED, col(Case.snoozed_until) <= now)
    ).all()
