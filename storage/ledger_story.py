"""What the ledger reads of one case, and what it writes down about its mentions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, select

from domain.case import CaseChangeKind, CaseEventKind
from domain.helped import ThreadPost, helper
from domain.reply import ReplyStatus
from domain.whereabouts import Move, Moves
from storage.among import within
from storage.ids import key
from storage.models import (
    Author,
    CaseChange,
    CaseEvent,
    CaseSeen,
    LedgerEntry,
    LedgerTouch,
    Mention,
    Reply,
)
from storage.upsert import insert_into

_ENDINGS = (CaseEventKind.RESOLVED, CaseEventKind.DISMISSED, CaseEventKind.REOPENED)
_SETTLES_NOTHING = frozenset(
    {
        CaseEventKind.OPENED,
        CaseEventKind.CUSTOMER_WROTE,
        CaseEventKind.RAISED,
        CaseEventKind.CLAIMED,
        CaseEventKind.RELEASED,
        CaseEventKind.DRAFTED,
        CaseEventKind.APPROVED,
        CaseEventKind.REPLY_HELD,
        CaseEventKind.REPLY_FORCED,
        CaseEventKind.SNOOZED,
        CaseEventKind.WOKE,
        CaseEventKind.PROMISE_KEPT,
        CaseEventKind.PROMISE_BROKEN,
        CaseEventKind.PROMISE_DROPPED,
        CaseEventKind.HOPPED,
        CaseEventKind.HANDED_OFF,
        CaseEventKind.HANDOFF_OPENED,
        CaseEventKind.HANDOFF_REVOKED,
        CaseEventKind.TICKET_OPENED,
        CaseEventKind.TICKET_CHANGED,
    }
)


def touch(session: Session, case_id: int) -> None:
    """Something happened to the case: its rows are settled anew at the next look."""
    session.add(LedgerTouch(case_id=case_id))


def happened(session: Session, case_id: int, kind: CaseEventKind) -> None:
    """An event was added to the case; most change no row of the ledger."""
    if kind not in _SETTLES_NOTHING:
        touch(session, case_id)


def take_touched(session: Session, *, limit: int) -> list[int]:
    """Cases to settle anew, each once; their marks are gone when this transaction commits."""
    oldest = select(LedgerTouch.id).order_by(col(LedgerTouch.id)).limit(limit)
    taken = session.execute(
        delete(LedgerTouch)
        .where(col(LedgerTouch.id).in_(oldest.with_for_update(skip_locked=True)))
        .returning(col(LedgerTouch.case_id))
    )
    return sorted(set(taken.scalars()))


def any_touched(session: Session) -> bool:
    """Whether a case waits to be settled anew."""
    return session.exec(select(LedgerTouch.id).limit(1)).first() is not None


def mentions_of(session: Session, case_id: int) -> Sequence[Mention]:
    """Every post of the case, ours included."""
    return session.exec(select(Mention).where(Mention.case_id == case_id)).all()


def entries_of(session: Session, mention_ids: Iterable[int]) -> dict[int, LedgerEntry]:
    """The rows of these mentions."""
    found = session.exec(
        select(LedgerEntry).where(within(col(LedgerEntry.mention_id), mention_ids))
    ).all()
    return {entry.mention_id: entry for entry in found}


def replies_of(session: Session, case_id: int) -> Sequence[tuple[Reply, dt.datetime]]:
    """(reply, when the post that it answers was published): sent ones, and those in doubt."""
    known = (ReplyStatus.SENT, ReplyStatus.SENDING, ReplyStatus.UNKNOWN)
    return session.exec(
        select(Reply, Mention.published_at)
        .join(Mention, col(Mention.id) == col(Reply.mention_id))
        .where(Reply.case_id == case_id, col(Reply.status).in_(known))
    ).all()


def moves_around(session: Session, case_id: int) -> Moves:
    """What merges, splits and their undoing did to the case, and to those it is mixed with."""
    known: dict[int, CaseChange] = {}
    cases, asked = {case_id}, set[int]()
    while left := cases - asked:
        asked |= left
        touches = or_(col(CaseChange.case_id).in_(left), col(CaseChange.other_id).in_(left))
        for change in session.exec(select(CaseChange).where(touches)).all():
            known[key(change.id)] = change
            cases |= {change.case_id, change.other_id}
    return Moves(tuple(move for _, change in sorted(known.items()) for move in _moves(change)))


def _moves(change: CaseChange) -> Iterator[Move]:
    merged = change.kind is CaseChangeKind.MERGE
    move = Move(
        at=change.at,
        origin=change.other_id if merged else change.case_id,
        target=change.case_id if merged else change.other_id,
        posts=frozenset(change.moved.get("mention", ())),
        replies=frozenset(change.moved.get("reply", ())),
    )
    yield move
    if change.undone_at is not None:
        yield move.back(change.undone_at)


def endings_around(session: Session, case_id: int, moves: Moves) -> Sequence[CaseEvent]:
    """Resolved, dismissed, reopened: in the order in which it happened.

    Those by hand of every case that this one is mixed with, those by what a post said of its own
    posts.
    """
    found = session.exec(
        select(CaseEvent)
        .where(
            col(CaseEvent.case_id).in_({case_id} | moves.cases()),
            col(CaseEvent.kind).in_(_ENDINGS),
        )
        .order_by(col(CaseEvent.id))
    ).all()
    own = set(session.exec(select(Mention.id).where(Mention.case_id == case_id)).all())
    return [event for event in found if event.mention_id is None or event.mention_id in own]


def helped_by_another(session: Session, thanks_id: int, *, ours: Sequence[str]) -> bool:
    """Whether the thread shows that the thanks were for another customer; `ours` is our name."""
    thanks = session.get(Mention, thanks_id)
    if thanks is None:
        return False
    own, above, around = _around(session, thanks)
    return helper(own, thanks.text, above=above, around=around, ours=ours) is not None


def _around(
    session: Session, thanks: Mention
) -> tuple[ThreadPost, ThreadPost | None, list[ThreadPost]]:
    """(the thanks, the post that they answer, the posts that answer one of the case's)."""
    asked = aliased(Mention)
    case_posts = select(asked.external_id).where(
        asked.case_id == thanks.case_id, asked.platform == thanks.platform
    )
    found = session.exec(
        select(Mention, Author)
        .join(Author, col(Author.id) == col(Mention.author_id))
        .where(
            Mention.conversation_id == thanks.conversation_id,
            or_(
                col(Mention.in_reply_to).in_(case_posts),
                col(Mention.external_id) == thanks.in_reply_to,
                col(Mention.id) == thanks.id,
            ),
        )
    ).all()
    posts = {mention.external_id: _thread_post(mention, author) for mention, author in found}
    own = posts[thanks.external_id]
    above = posts.get(thanks.in_reply_to or "")
    return own, above, [post for post in posts.values() if post is not own]


def _thread_post(mention: Mention, author: Author) -> ThreadPost:
    handle = f"@{author.handle}" if author.handle else ""
    return ThreadPost(
        external_id=mention.external_id,
        person=author.customer_id or 0,
        published_at=mention.published_at,
        by_brand=mention.by_brand,
        asks=bool(mention.needs_answer),
        names=tuple(name for name in (handle, author.display_name or "") if len(name) > 2),
    )


def saw_last(session: Session, *, case_id: int, user_id: int) -> dt.datetime | None:
    """When the user first had the newest version in front of him that he has seen."""
    return session.exec(
        select(CaseSeen.at)
        .where(CaseSeen.case_id == case_id, CaseSeen.user_id == user_id)
        .order_by(col(CaseSeen.at).desc())
        .limit(1)
    ).first()


def see(session: Session, *, case_id: int, user_id: int, version: int, at: dt.datetime) -> None:
    """The user has this version in front of them; the first time counts."""
    statement = insert_into(session, CaseSeen).on_conflict_do_nothing(
        index_elements=["case_id", "user_id", "version"]
    )
    session.execute(
        statement, [{"case_id": case_id, "user_id": user_id, "version": version, "at": at}]
    )


def saw(session: Session, *, case_id: int, user_id: int, version: int) -> bool:
    """Whether that is written down already."""
    return session.get(CaseSeen, (case_id, user_id, version)) is not None
