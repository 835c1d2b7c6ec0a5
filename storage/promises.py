"""Promises: stored with their reply, and due from when the reply is public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, func, select, update

from domain.case import CaseEventKind
from domain.promise import PromiseStatus
from domain.reply import ReplyStatus
from storage.among import within
from storage.models import Case, CaseEvent, Customer, PromiseRow, Reply
from storage.period import Period, cases_of

TOLD = 200
"""How much of its words an event of the case tells."""


def of_case(session: Session, case_id: int) -> Sequence[PromiseRow]:
    """Promises of the case's public replies, the first due first."""
    return session.exec(
        select(PromiseRow)
        .join(Reply, col(Reply.id) == col(PromiseRow.reply_id))
        .where(Reply.case_id == case_id, Reply.status == ReplyStatus.SENT)
        .order_by(col(PromiseRow.due_at), col(PromiseRow.id))
    ).all()


def forget(session: Session, reply_id: int) -> None:
    """The reply will not be sent as it is: its words promise nothing."""
    session.exec(delete(PromiseRow).where(col(PromiseRow.reply_id) == reply_id))


def forget_words(session: Session, *, limit: int) -> None:
    """Where a reply's words are gone, what it promised says nothing any more; times and ends stay.

    So do the events that told it, and the mark on the case.
    """
    found = session.exec(
        select(PromiseRow, Reply.case_id)
        .join(Reply, col(Reply.id) == col(PromiseRow.reply_id))
        .where(Reply.text == "", PromiseRow.words != "")
        .order_by(col(PromiseRow.id))
        .limit(limit)
    ).all()
    if not found:
        return
    cases = {case_id for row, now_in in found for case_id in (row.case_id, now_in)}
    said = {row.words[:TOLD] for row, _ in found}
    for event in session.exec(
        select(CaseEvent).where(within(col(CaseEvent.case_id), cases), _told())
    ).all():
        if str(event.detail.get("words", ""))[:TOLD] in said:
            event.detail = event.detail | {"words": ""}
            session.add(event)
    for case in session.exec(
        select(Case).where(within(col(Case.id), cases), col(Case.attention).is_not(None))
    ).all():
        if any(one in (case.attention or "") for one in said):
            case.attention = None
            session.add(case)
    for row, _ in found:
        row.words = ""
        session.add(row)


def _told() -> ColumnElement[bool]:
    kinds = (
        CaseEventKind.PROMISE_KEPT,
        CaseEventKind.PROMISE_BROKEN,
        CaseEventKind.PROMISE_DROPPED,
    )
    return col(CaseEvent.kind).in_(kinds)


def overdue(session: Session, *, now: dt.datetime, limit: int) -> Sequence[PromiseRow]:
    """Open promises of public replies whose time has passed."""
    return session.exec(
        select(PromiseRow)
        .join(Reply, col(Reply.id) == col(PromiseRow.reply_id))
        .where(
            PromiseRow.status == PromiseStatus.OPEN,
            PromiseRow.due_at < now,
            Reply.status == ReplyStatus.SENT,
        )
        .order_by(col(PromiseRow.due_at))
        .limit(limit)
    ).all()


def move(
    session: Session,
    promise_id: int,
    wanted: PromiseStatus,
    *,
    at: dt.datetime,
    user_id: int | None = None,
) -> bool:
    """Settle an open promise; False if it was settled before."""
    changed = session.exec(
        update(PromiseRow)
        .where(col(PromiseRow.id) == promise_id, col(PromiseRow.status) == PromiseStatus.OPEN)
        .values(status=wanted, settled_at=at, settled_by=user_id)
        .execution_options(synchronize_session="fetch")
    )
    return changed.rowcount == 1


def listed(
    session: Session, period: Period, *, statuses: Sequence[PromiseStatus]
) -> Sequence[tuple[PromiseRow, str, str]]:
    """(promise, customer, platform) of public replies that are due in a period, by time."""
    return session.exec(
        select(PromiseRow, Customer.name, Case.platform)
        .join(Reply, col(Reply.id) == col(PromiseRow.reply_id))
        .join(Case, col(Case.id) == col(Reply.case_id))
        .join(Customer, col(Customer.id) == col(Case.customer_id))
        .where(
            Reply.status == ReplyStatus.SENT,
            col(PromiseRow.status).in_(statuses),
            PromiseRow.due_at >= period.since,
            PromiseRow.due_at < period.until,
            *cases_of(period),
        )
        .order_by(col(PromiseRow.due_at), col(PromiseRow.id))
    ).all()


def counts(session: Session, period: Period) -> dict[PromiseStatus, int]:
    """How many promises of public replies that were due in the period stand how."""
    found = session.exec(
        select(PromiseRow.status, func.count())
        .join(Reply, col(Reply.id) == col(PromiseRow.reply_id))
        .join(Case, col(Case.id) == col(Reply.case_id))
        .where(
            Reply.status == ReplyStatus.SENT,
            PromiseRow.due_at >= period.since,
            PromiseRow.due_at < period.until,
            *cases_of(period),
        )
        .group_by(col(PromiseRow.status))
    ).all()
    return dict.fromkeys(PromiseStatus, 0) | {PromiseStatus(s): n for s, n in found}
