"""Replies that do not go on by themselves, or not now."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, func, select

from domain.reply import ReplyStatus
from storage.models import Case, Customer, Reply

Row = tuple[Reply, Case, str]
"""A reply, its case, and how the customer is called."""
_ENDED = (ReplyStatus.FAILED, ReplyStatus.REJECTED)


def before_a_person() -> ColumnElement[bool]:
    """Of replies joined with their cases: a person decides what becomes of it."""
    newest = select(func.max(Reply.id)).where(
        Reply.case_id == Case.id, Reply.status != ReplyStatus.DRAFTED
    )
    ended = and_(
        col(Reply.status).in_(_ENDED),
        col(Case.attention).is_not(None),
        col(Case.reply_pending).is_(False),
        col(Reply.id) == newest.correlate(Case).scalar_subquery(),
    )
    asked = and_(col(Reply.status) == ReplyStatus.UNKNOWN, col(Case.attention).is_not(None))
    return or_(asked, ended)


def listed(session: Session, *, limit: int) -> Sequence[Row]:
    """What a person is asked about first, then what is held back; the oldest first."""
    held = and_(col(Reply.status) == ReplyStatus.APPROVED, col(Reply.held).is_not(None))
    found: list[Row] = []
    for which in (before_a_person(), held):
        rows = session.exec(
            select(Reply, Case, Customer.name)
            .join(Case, col(Case.id) == col(Reply.case_id))
            .join(Customer, col(Customer.id) == col(Case.customer_id))
            .where(which)
            .order_by(col(Reply.id))
            .limit(limit - len(found))
        ).all()
        found += [(reply, case, name) for reply, case, name in rows]
    return found


def counted(session: Session) -> tuple[int, int]:
    """(cases in which a person is asked, replies held back)."""
    asked = session.exec(
        select(func.count()).select_from(Case).where(col(Case.attention).is_not(None))
    ).one()
    held = session.exec(
        select(func.count())
        .select_from(Reply)
        .where(Reply.status == ReplyStatus.APPROVED, col(Reply.held).is_not(None))
    ).one()
    return asked, held
