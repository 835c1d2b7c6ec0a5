"""Keeping the ledger's rows: entered when a mention is judged, settled when its case changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from domain import gate
from domain.case import CaseEventKind
from domain.classification import Classification
from domain.ledger import (
    BY_WORD,
    Answer,
    Asked,
    CaseStory,
    Closing,
    NativeAnswer,
    PostRef,
    SentReply,
    Settlement,
    settle,
)
from domain.mention import Platform
from domain.reply import ReplyStatus
from domain.whereabouts import Moves
from listenpost.services import waiting
from listenpost.services.app import App
from storage import ledger_story
from storage.ids import key
from storage.models import CaseEvent, LedgerEntry, Mention, Reply

BATCH = 200


def enter(
    session: Session,
    entry: LedgerEntry | None,
    mention: Mention,
    found: Classification,
    *,
    due_at: dt.datetime | None,
    templates: bool,
    taken_back: bool = False,
    now: dt.datetime,
) -> dict[str, Any] | None:
    """The row of a mention that was judged at this moment, to be stored.

    `entry` is that of an edited one: it is changed, and there is none to store. `templates` is as
    in `gate.answerable_until`. A request that was `taken_back` by an edit stays one.
    """
    if entry is not None and not mention.needs_answer and (taken_back or entry.edited_away_at):
        _take_back(session, entry, mention, now=now)
        return None
    owed = bool(mention.needs_answer)
    until = gate.answerable_until(
        Platform(mention.platform),
        kind=mention.kind,
        summoned=mention.summoned,
        published_at=mention.published_at,
        templates=templates,
    )
    told = {
        "case_id": mention.case_id,
        "decided": owed,
        "probability": found.answer_probability,
        "due_at": due_at if owed else None,
        "answerable_until": until if owed else None,
        "settlement": Settlement.OPEN if owed else Settlement.NOT_NEEDED,
        "edited_away_at": None,
    }
    if entry is None:
        return told | {
            "mention_id": mention.id,
            "platform": mention.platform,
            "published_at": mention.published_at,
            "judged_at": now,
        }
    for name, value in told.items():
        setattr(entry, name, value)
    if entry.judged_at != now and mention.case_id is not None:
        ledger_story.touch(session, mention.case_id)
    return None


def _take_back(session: Session, entry: LedgerEntry, mention: Mention, *, now: dt.datetime) -> None:
    """Its author edited it so that it asks nothing: what became of it until then still counts."""
    entry.edited_away_at = entry.edited_away_at or now
    entry.case_id = mention.case_id
    if mention.case_id is not None:
        ledger_story.touch(session, mention.case_id)


def refresh(app: App) -> int:
    """Settle the rows of every case that changed since the last look; returns how many cases."""
    with app.database.read() as session:
        waits = ledger_story.any_touched(session)
    total = 0
    while waits:
        with app.database.write() as session:
            touched = ledger_story.take_touched(session, limit=BATCH)
            for case_id in touched:
                settle_case(session, case_id, brand=app.brand)
        total += len(touched)
        waits = bool(touched)
    return total


def settle_case(session: Session, case_id: int, *, brand: str) -> None:
    """Write down in which row each mention of the case stands."""
    waiting.locked(session, case_id)
    posts = ledger_story.mentions_of(session, case_id)
    asked = [post for post in posts if not post.by_brand]
    entries = ledger_story.entries_of(session, [key(post.id) for post in asked])
    if not entries:
        return
    story = _story(session, case_id, posts, brand)
    for post in asked:
        entry = entries.get(key(post.id))
        if entry is not None:
            entry.case_id = case_id
            entry.settlement = settle(_asked(post, entry), story)


def _asked(post: Mention, entry: LedgerEntry) -> Asked:
    return Asked(
        id=key(post.id),
        published_at=post.published_at,
        judged_at=entry.judged_at,
        decided=entry.decided,
        needs_answer=bool(post.needs_answer),
        thread=post.conversation_id,
        deleted_at=post.deleted_at,
        edited_away_at=entry.edited_away_at,
    )


def _story(session: Session, case_id: int, posts: Sequence[Mention], brand: str) -> CaseStory:
    replies = ledger_story.replies_of(session, case_id)
    moves = ledger_story.moves_around(session, case_id)
    return CaseStory(
        replies=tuple(
            _sent(reply, published_at, posts, moves)
            for reply, published_at in replies
            if reply.status is ReplyStatus.SENT and reply.approved_by is not None
        ),
        native=tuple(_native(posts, [reply for reply, _ in replies], moves)),
        closings=tuple(_closings(session, case_id, posts, moves, brand)),
    )


def _sent(
    reply: Reply, published_at: dt.datetime, posts: Sequence[Mention], moves: Moves
) -> SentReply:
    approved_at = reply.approved_at or reply.created_at
    stood_in = moves.reply_stood_in(key(reply.id), now_in=reply.case_id, at=approved_at)
    return SentReply(
        to=PostRef(id=reply.mention_id, published_at=published_at),
        approved_at=approved_at,
        sent_at=reply.sent_at or approved_at,
        elsewhere=_all(posts) - _there(posts, moves, stood_in, at=approved_at),
    )


def _native(
    posts: Sequence[Mention], replies: Sequence[Reply], moves: Moves
) -> Iterator[NativeAnswer]:
    """Our account's posts that are no echo of the outbox, nor may be one that is in doubt."""
    ids = {post.external_id: key(post.id) for post in posts}
    echoes = {reply.external_id for reply in replies}
    doubtful = {reply.mention_id for reply in replies if reply.status is not ReplyStatus.SENT}
    for post in posts:
        to_id = ids.get(post.in_reply_to or "")
        if post.by_brand and post.external_id not in echoes and to_id not in doubtful:
            here = post.case_id or 0
            stood_in = moves.post_stood_in(key(post.id), now_in=here, at=post.stored_at)
            there = _there(posts, moves, stood_in, at=post.stored_at)
            yield NativeAnswer(to_id=to_id, at=post.published_at, elsewhere=_all(posts) - there)


def _all(posts: Sequence[Mention]) -> frozenset[int]:
    return frozenset(key(post.id) for post in posts)


def _there(
    posts: Sequence[Mention], moves: Moves, case_id: int, *, at: dt.datetime
) -> frozenset[int]:
    """Those of the case's posts that stood in `case_id` then."""
    return moves.posts_in(case_id, {key(post.id): post.case_id or 0 for post in posts}, at=at)


def _closings(
    session: Session, case_id: int, posts: Sequence[Mention], moves: Moves, brand: str
) -> list[Closing]:
    """The words that still stand: who reopens a case by hand takes back how it was closed.

    So does who says that the customer's post, which closed it, wants an answer.
    """
    posts_by_id = {key(post.id): post for post in posts}
    said: list[Closing] = []
    by_hand: list[Closing] = []
    for event in ledger_story.endings_around(session, case_id, moves):
        settlement = _settlement(session, event, brand)
        if event.mention_id is not None:
            post = posts_by_id[event.mention_id]
            if settlement is not None and not post.needs_answer:
                said.append(_said_in(event, case_id, settlement, post))
            continue
        there = _there(posts, moves, event.case_id, at=event.at)
        if event.kind is CaseEventKind.REOPENED:
            by_hand = [replace(one, about=(one.about or frozenset()) - there) for one in by_hand]
        elif settlement is not None:
            by_hand.append(Closing(at=event.at, settlement=settlement, about=there))
    return said + by_hand


def _said_in(event: CaseEvent, case_id: int, settlement: Settlement, post: Mention) -> Closing:
    return Closing(
        at=event.at,
        settlement=settlement,
        thread=None if event.case_id == case_id else post.conversation_id,
        said_in=PostRef(id=key(post.id), published_at=post.published_at),
    )


def _settlement(session: Session, event: CaseEvent, brand: str) -> Settlement | None:
    """What an ending says of the request; an agent's "resolved" alone is no answer to anybody."""
    if event.kind is CaseEventKind.DISMISSED:
        return Settlement.NOT_FOR_US
    if event.kind is not CaseEventKind.RESOLVED:
        return None
    if event.user_id is not None:
        said = event.detail.get("answer")
        return next((BY_WORD[answer] for answer in Answer if answer.value == said), None)
    thanks = event.mention_id
    if thanks is not None and ledger_story.helped_by_another(session, thanks, ours=(brand,)):
        return Settlement.ANSWERED_BY_CUSTOMER
    return Settlement.SELF_RESOLVED
