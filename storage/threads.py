"""Reading what belongs to a case: its thread, its customer, the judgements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from domain.case import CaseStatus
from storage.among import within
from storage.models import Author, Case, Classification, Conversation, Customer, Mention


class Post(NamedTuple):
    """A stored post, who wrote it, and the thread that it stands in."""

    mention: Mention
    author: Author
    conversation: Conversation


def posts(session: Session, case_id: int, *, limit: int = 200) -> Sequence[Post]:
    """Every stored post of the threads that the case runs in, others' included, oldest first."""
    in_case = select(Mention.conversation_id).where(Mention.case_id == case_id)
    found = session.exec(
        select(Mention, Author, Conversation)
        .join(Author, col(Author.id) == col(Mention.author_id))
        .join(Conversation, col(Conversation.id) == col(Mention.conversation_id))
        .where(col(Mention.conversation_id).in_(in_case))
        .order_by(col(Mention.published_at).desc(), col(Mention.id).desc())
        .limit(limit)
    ).all()
    return [Post(*row) for row in reversed(found)]


def judgement(session: Session, mention_id: int) -> Classification | None:
    """What the newest model said of the mention."""
    return session.exec(
        select(Classification)
        .where(Classification.mention_id == mention_id)
        .order_by(col(Classification.id).desc())
    ).first()


def judgements(session: Session, mention_ids: Sequence[int]) -> dict[int, Classification]:
    """What the newest model said of each post."""
    found = session.exec(
        select(Classification)
        .where(within(col(Classification.mention_id), mention_ids))
        .order_by(col(Classification.id))
    ).all()
    return {judgement.mention_id: judgement for judgement in found}


def customer(session: Session, customer_id: int) -> tuple[Customer, Sequence[Author]]:
    """The person and the accounts that are known to be hers."""
    return session.get_one(Customer, customer_id), accounts(session, customer_id)


def accounts(session: Session, customer_id: int) -> Sequence[Author]:
    """A person's accounts."""
    return session.exec(
        select(Author).where(Author.customer_id == customer_id).order_by(Author.platform)
    ).all()


def cases_of(session: Session, customer_id: int, *, limit: int = 50) -> Sequence[Case]:
    """The customer's cases, newest first; what was merged is in another one."""
    return session.exec(
        select(Case)
        .where(Case.customer_id == customer_id, col(Case.status) != CaseStatus.MERGED)
        .order_by(col(Case.last_activity_at).desc())
        .limit(limit)
    ).all()
