"""What a case's posts and answers say of who still waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from domain.case import CaseEventKind
from domain.intake import waiting_from
from domain.regrouping import PostFacts
from domain.reply import ReplyStatus
from domain.whereabouts import Moves
from storage import ledger_story, threads
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Endings:
    """How the case was closed and reopened, as far as it counts today.

    `closed` are the posts that somebody closed by hand, in this case or in the one in which they
    stood then, unless that was reopened by hand: nobody waits with them, whatever is merged.
    `thanks_at` is when the customer's own words last settled it, unless they are judged otherwise
    by now; `reopened_at` is set while the last word is a person's who reopened it.
    """

    thanks_at: dt.datetime | None
    reopened_at: dt.datetime | None
    by_hand: bool
    closed: frozenset[int] = frozenset()


def endings(session: Session, case_id: int) -> Endings:
    """What became of the case by closing and reopening it.

    A case that was closed without any such event is so by a correction, or inherited it from the
    case that it was split from, as a person had closed that.
    """
    posts = {key(post.id): post for post in customer_posts(session, case_id)}
    moves = ledger_story.moves_around(session, case_id)
    around = ledger_story.endings_around(session, case_id, moves)
    found = [one for one in around if one.mention_id in posts or one.case_id == case_id]
    thanks = [
        event.at
        for event in found
        if event.kind is CaseEventKind.RESOLVED
        and event.user_id is None
        and not (event.mention_id in posts and posts[event.mention_id].needs_answer)
    ]
    last = found[-1] if found else None
    person = last is not None and last.user_id is not None
    reopened = last is not None and last.kind is CaseEventKind.REOPENED
    return Endings(
        thanks_at=max(thanks, default=None),
        reopened_at=last.at if last is not None and person and reopened else None,
        by_hand=person and not reopened if last else not _corrected(session, case_id),
        closed=_closed_by_hand(around, posts, moves),
    )


def _closed_by_hand(
    found: Sequence[CaseEvent], posts: Mapping[int, Mention], moves: Moves
) -> frozenset[int]:
    closed: set[int] = set()
    now_in = {number: post.case_id or 0 for number, post in posts.items()}
    for event in found:
        if event.user_id is None:
            continue
        there = moves.posts_in(event.case_id, now_in, at=event.at)
        if event.kind is CaseEventKind.REOPENED:
            closed -= there
        else:
            closed |= {number for number in there if posts[number].stored_at <= event.at}
    return frozenset(closed)


def _corrected(session: Session, case_id: int) -> bool:
    statement = select(CaseEvent.id).where(
        CaseEvent.case_id == case_id, CaseEvent.kind == CaseEventKind.CORRECTED
    )
    return session.exec(statement.limit(1)).first() is not None
