"""Articles that replies named: written down when the reply is public, settled a week later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import case as when
from sqlmodel import Session, col, exists, func, select

from domain.classification import Topic
from storage.ids import key
from storage.models import ArticleSent, Case, Mention, Reply
from storage.upsert import insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How often an article was sent, and what came of it."""

    sent: int = 0
    solved: int = 0
    came_back: int = 0


def add(session: Session, reply_id: int, article_ids: Collection[int], *, at: dt.datetime) -> None:
    """These articles were named by a reply that is public since then; told twice is told once."""
    for article_id in article_ids:
        session.exec(
            insert_into(session, ArticleSent)
            .values(reply_id=reply_id, article_id=article_id, sent_at=at)
            .on_conflict_do_nothing()
        )


def due(session: Session, *, before: dt.datetime, limit: int) -> Sequence[ArticleSent]:
    """Not settled, and sent before then; locked for this worker."""
    return session.exec(
        select(ArticleSent)
        .where(col(ArticleSent.solved).is_(None), col(ArticleSent.sent_at) <= before)
        .order_by(col(ArticleSent.sent_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def came_back(session: Session, sent: ArticleSent, *, until: dt.datetime) -> bool:
    """Whether the customer asked again about the same matter after the reply.

    That is a post that is owed an answer in the case where the answered post is now, or a new case
    of the same customer and topic.
    """
    place = session.exec(
        select(Case.id, Case.customer_id, Case.topic)
        .join(Mention, col(Mention.case_id) == col(Case.id))
        .join(Reply, col(Reply.mention_id) == col(Mention.id))
        .where(Reply.id == sent.reply_id)
    ).first()
    if place is None:
        return False
    case_id, customer_id, topic = place
    again = exists().where(
        col(Mention.case_id) == case_id,
        col(Mention.by_brand).is_(False),
        col(Mention.needs_answer).is_(True),
        col(Mention.published_at) > sent.sent_at,
        col(Mention.published_at) <= until,
    )
    anew = exists().where(
        col(Case.customer_id) == customer_id,
        col(Case.id) != case_id,
        col(Case.topic) == topic,
        col(Case.opened_at) > sent.sent_at,
        col(Case.opened_at) <= until,
    )
    found = session.exec(select(again)).one()
    return found or (topic is not Topic.OTHER and session.exec(select(anew)).one())


def figures(
    session: Session, *, since: dt.datetime | None = None, until: dt.datetime | None = None
) -> dict[int, Sent]:
    """What came of each article that was sent in a period."""
    statement = select(
        ArticleSent.article_id,
        func.count(),
        func.sum(when((col(ArticleSent.solved).is_(True), 1), else_=0)),
        func.sum(when((col(ArticleSent.solved).is_(False), 1), else_=0)),
    ).group_by(col(ArticleSent.article_id))
    if since is not None:
        statement = statement.where(col(ArticleSent.sent_at) >= since)
    if until is not None:
        statement = statement.where(col(ArticleSent.sent_at) < until)
    return {
        key(number): Sent(sent=int(sent), solved=int(solved), came_back=int(back))
        for number, sent, solved, back in session.exec(statement).all()
    }
