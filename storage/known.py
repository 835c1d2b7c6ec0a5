"""What is known of a batch's authors and customers: one query for each kind of thing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from domain.case import OPEN_STATUSES, REOPEN_WITHIN
from domain.mention import MentionKind
from storage import ledger_story, replies
from storage.among import within
from storage.ids import key
from storage.models import Author, Case, Customer, LedgerEntry, Mention
from storage.opening import AnyCase, NewCase


@dataclass(slots=True, eq=False)
class Candidate:
    """A case that a new post may belong to, and the threads that it runs in."""

    case: AnyCase
    threads: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Live records, locked until the transaction ends; who opens a case adds it to `candidates`."""

    authors: dict[int, Author]
    tiers: dict[int, str | None]  # of each customer, as somebody imported it
    candidates: dict[int, list[Candidate]]  # by customer: unfinished and recent ones
    privately: dict[int, frozenset[int]]  # by author: cases in which we wrote to her in private
    parents: dict[tuple[str, str], int]  # by a customer's post that one of these answers: who wrote
    heads: dict[int, str]  # by thread: our own post at its head
    answered: set[int]  # threads in which our account has answered one of these posts
    entries: dict[int, LedgerEntry]  # by mention: of those that were judged before


def of_batch(session: Session, posts: Sequence[Mention], *, now: dt.datetime) -> Known:
    """Lock the customers, so that two workers never open two cases for one person, and read."""
    authors = _authors(session, {post.author_id for post in posts})
    tiers = _tiers(session, {author.customer_id for author in authors.values()})
    return Known(
        authors=authors,
        tiers=tiers,
        candidates=candidates_of(session, tiers, now=now),
        privately=replies.written_privately(session, list(authors)),
        parents=_parents(session, posts),
        heads=_heads(session, posts),
        answered=_answered(session, posts),
        entries=ledger_story.entries_of(session, [key(post.id) for post in posts]),
    )


def candidates_of(
    session: Session, customer_ids: Iterable[int], *, now: dt.datetime
) -> dict[int, list[Candidate]]:
    """Each customer's unfinished and recent cases, locked."""
    recent = col(Case.last_activity_at) >= now - REOPEN_WITHIN
    cases = session.exec(
        select(Case)
        .where(
            col(Case.customer_id).in_(customer_ids),  # SQLite would go by the OR else
            or_(recent, col(Case.status).in_(OPEN_STATUSES)),
        )
        .order_by(col(Case.id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    found: dict[int, list[Candidate]] = defaultdict(list)
    by_id = {key(case.id): Candidate(case) for case in cases}
    for one in by_id.values():
        found[one.case.customer_id].append(one)
    if not by_id:
        return found
    rows = session.exec(
        select(Mention.case_id, Mention.conversation_id)
        .where(within(col(Mention.case_id), by_id))
        .distinct()
    ).all()
    for case_id, thread in rows:
        by_id[key(case_id)].threads.add(thread)
    return found


def read_opened(session: Session, there: Known) -> None:
    """Cases that the batch opened and stored by now are read: others may change them from here."""
    opened = {
        key(one.case.id): one
        for candidates in there.candidates.values()
        for one in candidates
        if isinstance(one.case, NewCase) and one.case.id is not None
    }
    if opened:
        for case in session.exec(select(Case).where(within(col(Case.id), opened))).all():
            opened[key(case.id)].case = case


def _authors(session: Session, ids: Iterable[int]) -> dict[int, Author]:
    found = session.exec(select(Author).where(within(col(Author.id), ids))).all()
    return {key(author.id): author for author in found}


def _tiers(session: Session, ids: Iterable[int | None]) -> dict[int, str | None]:
    """The customers, locked in one order."""
    found = session.exec(
        select(Customer.id, Customer.tier)
        .where(within(col(Customer.id), ids))
        .order_by(col(Customer.id))
        .with_for_update(key_share=True)
    ).all()
    return {key(number): tier for number, tier in found}


def _parents(session: Session, posts: Iterable[Mention]) -> dict[tuple[str, str], int]:
    above = {(post.platform, post.in_reply_to) for post in posts if post.in_reply_to}
    if not above:
        return {}
    rows = session.exec(
        select(Mention.platform, Mention.external_id, Author.customer_id)
        .join(Author, col(Author.id) == col(Mention.author_id))
        .where(
            col(Mention.platform).in_({platform for platform, _ in above}),
            within(col(Mention.external_id), {number for _, number in above}),
            col(Mention.by_brand).is_(False),
        )
    ).all()
    return {(platform, number): key(customer) for platform, number, customer in rows}


def _heads(session: Session, posts: Iterable[Mention]) -> dict[int, str]:
    threads = {post.conversation_id for post in posts if post.in_reply_to}
    if not threads:
        return {}
    rows = session.exec(
        select(Mention.conversation_id, Mention.text).where(
            within(col(Mention.conversation_id), threads),
            col(Mention.by_brand).is_(True),
            col(Mention.in_reply_to).is_(None),
        )
    ).all()
    return dict(rows)


def _answered(session: Session, posts: Sequence[Mention]) -> set[int]:
    numbers = [post.external_id for post in posts]
    message = and_(col(Mention.kind) == MentionKind.MESSAGE, col(Mention.case_id).is_(None))
    found = session.exec(
        select(Mention.conversation_id)
        .where(
            within(col(Mention.conversation_id), {post.conversation_id for post in posts}),
            col(Mention.by_brand).is_(True),
            col(Mention.triaged_at).is_not(None),
            or_(within(col(Mention.in_reply_to), numbers), message),
        )
        .distinct()
    ).all()
    return set(found)
