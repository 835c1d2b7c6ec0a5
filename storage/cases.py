"""Cases: the inbox, a customer's earlier cases, the claim, events and clocks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select, update

from domain.case import CaseEventKind, CaseStatus, Happened
from storage import bulk, ledger_story, webhooks
from storage.among import within
from storage.leases import unheld
from storage.models import Case, CaseEvent, Customer, IncidentCase, SlaClock
from storage.opening import AnyCase


def get(session: Session, case_id: int) -> Case | None:
    """The case, or None."""
    return session.get(Case, case_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A case, whose it is, its place in an incident, and her other cases, the newest first."""

    case: Case
    customer: Customer
    in_incident: IncidentCase | None
    others: tuple[Case, ...]


def with_others(session: Session, case_id: int, *, limit: int = 50) -> Owned | None:
    """All of that in one statement; what was merged is in another case and not told of."""
    owner = select(Case.customer_id).where(Case.id == case_id).scalar_subquery()
    asked = col(Case.id) == case_id
    found = session.exec(
        select(Case, Customer, IncidentCase)
        .join(Customer, col(Customer.id) == col(Case.customer_id))
        .outerjoin(IncidentCase, col(IncidentCase.case_id) == col(Case.id))
        .where(col(Case.customer_id) == owner, or_(asked, col(Case.status) != CaseStatus.MERGED))
        .order_by(asked.desc(), col(Case.last_activity_at).desc())
        .limit(limit)
    ).all()
    if not found:
        return None
    case, customer, in_incident = found[0]
    others = tuple(other for other, _, _ in found[1:])
    return Owned(case=case, customer=customer, in_incident=in_incident, others=others)


def claim(
    session: Session, case_id: int, *, user_id: int, wall: dt.datetime, lease: dt.timedelta
) -> bool:
    """Give the case to this user unless somebody else holds it; one conditional UPDATE."""
    free = or_(col(Case.assignee_id) == user_id, unheld(wall))
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
    """Append to the case's history; the ledger looks again, and who wants to know is told."""
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
    webhooks.enqueue(session, event)
    return event


def add_events(session: Session, happened: Sequence[Happened], to: Mapping[int, AnyCase]) -> None:
    """The same for many, in their order and at once; their cases and posts are stored."""
    for one in happened:
        ledger_story.happened(session, one.case_id, one.kind)
        webhooks.enqueue(session, one, to[one.case_id])
    rows = [{name: getattr(one, name) for name in _EVENT} for one in happened]
    bulk.insert_all(session, CaseEvent, rows)


_EVENT = ("case_id", "kind", "at", "user_id", "mention_id", "reply_id", "detail")


def events(session: Session, case_id: int) -> Sequence[CaseEvent]:
    """The case's history, oldest first."""
    return events_of(session, [case_id])[case_id]


def events_of(session: Session, case_ids: Sequence[int]) -> Mapping[int, list[CaseEvent]]:
    """The history of each of these cases, oldest first."""
    found: dict[int, list[CaseEvent]] = {number: [] for number in case_ids}
    rows = session.exec(
        select(CaseEvent)
        .where(within(col(CaseEvent.case_id), case_ids))
        .order_by(col(CaseEvent.at), col(CaseEvent.id))
    ).all()
    for event in rows:
        found[event.case_id].append(event)
    return found


def clocks(session: Session, case_id: int) -> Sequence[SlaClock]:
    """All deadlines of the case, oldest first."""
    return clocks_of(session, [case_id])[case_id]


def clocks_of(session: Session, case_ids: Sequence[int]) -> Mapping[int, list[SlaClock]]:
    """All deadlines of each of these cases, oldest first."""
    found: dict[int, list[SlaClock]] = {number: [] for number in case_ids}
    rows = session.exec(
        select(SlaClock).where(within(col(SlaClock.case_id), case_ids)).order_by(col(SlaClock.id))
    ).all()
    for clock in rows:
        found[clock.case_id].append(clock)
    return found


def snoozed_and_due(session: Session, *, now: dt.datetime) -> Sequence[Case]:
    """Snoozed cases whose time has come, but none that somebody else changes at this moment."""
    return session.exec(
        select(Case)
        .where(Case.status == CaseStatus.SNOOZED, col(Case.snoozed_until) <= now)
        .order_by(col(Case.id))
        .with_for_update(key_share=True, skip_locked=True)
    ).all()
