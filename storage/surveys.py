"""Whom to ask how it was, and what they answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session, col, exists, select

from domain.case import CaseStatus
from domain.reply import ReplyStatus
from storage.ids import key
from storage.models import Case, Reply, Survey


def to_ask(
    session: Session, *, since: dt.datetime, until: dt.datetime, limit: int
) -> Sequence[int]:
    """Cases that ended in this time, were answered by us and were not asked about."""
    asked = exists().where(col(Survey.case_id) == col(Case.id))
    answered = exists().where(
        col(Reply.case_id) == col(Case.id),
        col(Reply.status) == ReplyStatus.SENT,
        col(Reply.approved_by).is_not(None),
    )
    found = session.exec(
        select(Case.id)
        .where(
            col(Case.status) == CaseStatus.RESOLVED,
            col(Case.last_activity_at) >= since,
            col(Case.last_activity_at) <= until,
            col(Case.reply_pending).is_(False),
            ~asked,
            answered,
        )
        .order_by(col(Case.last_activity_at))
        .limit(limit)
    ).all()
    return [key(number) for number in found]


def open_for(session: Session, case_id: int, *, since: dt.datetime) -> Survey | None:
    """The question of a case that waits for its answer."""
    return session.exec(
        select(Survey).where(
            Survey.case_id == case_id,
            col(Survey.reply_id).is_not(None),
            col(Survey.score).is_(None),
            col(Survey.asked_at) >= since,
        )
    ).first()


def asked(session: Session, case_ids: Sequence[int]) -> Sequence[Survey]:
    """The questions that were really asked about these cases."""
    return session.exec(
        select(Survey)
        .join(Reply, col(Reply.id) == col(Survey.reply_id))
        .where(col(Survey.case_id).in_(case_ids), col(Reply.status) == ReplyStatus.SENT)
    ).all()
