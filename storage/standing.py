"""What a case's posts and answers say of who still waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session, col, select

from domain.case import CaseEventKind
from domain.intake import waiting_from
from domain.regrouping import PostFacts
from domain.reply import ReplyStatus
from storage import threads
from storage.ids import key
from storage.models import CaseEvent, Mention, Reply


def customer_posts(session: Session, case_id: int) -> Sequence[Mention]:
    """What the customer wrote in this case, oldest first."""
    return session.exec(
        select(Mention)
        .where(Mention.case_id == case_id, col(Mention.by_brand).is_(False))
        .order_by(col(Mention.published_at), col(Mention.id))
    ).all()


def post_facts(session: Session, posts: Sequence[Mention]) -> list[PostFacts]:
    """The posts as far as deadlines go; the newest judgement of each counts."""
    judged = threads.judgements(session, [key(post.id) for post in posts])
    return [
        PostFacts(
            needs_answer=bool(post.needs_answer),
            urgency=judged[key(post.id)].urgency,
            since=waiting_from(post.published_at, post.stored_at),
        )
        for post in posts
        if key(post.id) in judged
    ]


def answers(session: Session, case_id: int) -> list[dt.datetime]:
    """When our answers in this case became public, through us or in the native app."""
    sent = session.exec(
        select(Reply.sent_at).where(Reply.case_id == case_id, Reply.status == ReplyStatus.SENT)
    ).all()
    native = session.exec(
        select(Mention.published_at).where(
            Mention.case_id == case_id, col(Mention.by_brand).is_(True)
        )
    ).all()
    return sorted(at for at in (*sent, *native) if at is not None)


def settled_by_customer_at(session: Session, case_id: int) -> dt.datetime | None:
    """When the customer's own thanks last settled the case."""
    return session.exec(
        select(CaseEvent.at)
        .where(
            CaseEvent.case_id == case_id,
            CaseEvent.kind == CaseEventKind.RESOLVED,
            col(CaseEvent.mention_id).is_not(None),
        )
        .order_by(col(CaseEvent.at).desc())
    ).first()
