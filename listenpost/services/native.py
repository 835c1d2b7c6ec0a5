"""Posts by the brand's own account: our replies coming back, or answers given in the native app."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session, col, select

from domain.case import CaseEventKind, CaseStatus
from domain.reply import ReplyStatus
from storage import cases, replies
from storage.ids import key
from storage.models import Case, Mention, Reply


def recognise(session: Session, post: Mention, *, now: dt.datetime) -> None:
    """Tell an echo of our own outbox from a native answer; the latter stops the case's clock."""
    answered = _answered_mention(session, post)
    if answered is None or answered.case_id is None:
        return
    post.case_id = answered.case_id
    if _is_ours(session, post, answered):
        return
    case = cases.get(session, answered.case_id)
    if case is None or case.status is not CaseStatus.OPEN:
        return
    mark_answered(session, case, at=post.published_at, now=now)
    cases.add_event(
        session, key(case.id), CaseEventKind.ANSWERED_ELSEWHERE, at=now, mention_id=post.id
    )


def mark_answered(session: Session, case: Case, *, at: dt.datetime, now: dt.datetime) -> None:
    """The customer has an answer: stop the clock and wait for the next word."""
    cases.stop_clock(session, key(case.id), at=at, answered=True)
    case.status = CaseStatus.WAITING
    case.first_replied_at = case.first_replied_at or at
    case.waiting_since, case.due_at = None, None
    case.unanswered_posts = 0
    case.attention = None
    case.last_activity_at = now


def _answered_mention(session: Session, post: Mention) -> Mention | None:
    if post.in_reply_to is None:
        return None
    return session.exec(
        select(Mention).where(
            Mention.platform == post.platform, Mention.external_id == post.in_reply_to
        )
    ).first()


def _is_ours(session: Session, post: Mention, answered: Mention) -> bool:
    """Known by its id, or still on its way in the outbox of this very mention."""
    if replies.by_external_id(session, post.external_id) is not None:
        return True
    on_its_way = (ReplyStatus.SENDING, ReplyStatus.UNKNOWN)
    return (
        session.exec(
            select(Reply.id).where(
                Reply.mention_id == key(answered.id), col(Reply.status).in_(on_its_way)
            )
        ).first()
        is not None
    )
