"""Replies that wait for a second person, and what was said of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select, update

from domain.approval import ApprovalStatus
from domain.reply import ReplyStatus
from storage.models import Approval, Case, Mention, Reply


def waiting(
    session: Session, *, limit: int = 50
) -> Sequence[tuple[Approval, Reply, Case, Mention]]:
    """What waits, that of the case that is due first on top, with the post that it answers."""
    return session.exec(
        select(Approval, Reply, Case, Mention)
        .join(Reply, col(Reply.id) == col(Approval.reply_id))
        .join(Case, col(Case.id) == col(Reply.case_id))
        .join(Mention, col(Mention.id) == col(Reply.mention_id))
        .where(Approval.status == ApprovalStatus.WAITING)
        .order_by(col(Case.due_at).is_(None), col(Case.due_at), col(Approval.id))
        .limit(limit)
    ).all()


def count_waiting(session: Session) -> int:
    """How many wait."""
    return session.exec(
        select(func.count()).select_from(Approval).where(Approval.status == ApprovalStatus.WAITING)
    ).one()


def of_case(session: Session, case_id: int) -> Sequence[Approval]:
    """All of a case's, oldest first, whichever case their replies were written in."""
    return session.exec(
        select(Approval)
        .join(Reply, col(Reply.id) == col(Approval.reply_id))
        .where(Reply.case_id == case_id)
        .order_by(col(Approval.id))
    ).all()


def decide(
    session: Session,
    approval_id: int,
    status: ApprovalStatus,
    *,
    by: int,
    at: dt.datetime,
    comment: str | None = None,
) -> bool:
    """Settle it if it still waits; False if somebody was faster."""
    changed = session.exec(
        update(Approval)
        .where(col(Approval.id) == approval_id, col(Approval.status) == ApprovalStatus.WAITING)
        .values(status=status, decided_by=by, decided_at=at, comment=comment)
        .execution_options(synchronize_session="fetch")
    )
    return changed.rowcount == 1


def sent_by(session: Session, user_id: int, *, at_most: int) -> int:
    """How many of this author's replies were sent; counts no further than `at_most`."""
    few = (
        select(Reply.id)
        .where(Reply.drafted_by == user_id, Reply.status == ReplyStatus.SENT)
        .limit(at_most)
        .subquery()
    )
    return session.exec(select(func.count()).select_from(few)).one()
