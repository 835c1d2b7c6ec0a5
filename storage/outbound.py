"""What went out to a customer, whoever wrote it, and what was said lately."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from domain.bot_loop import Said
from domain.flood import Purpose
from domain.mention import MentionKind
from domain.reply import ReplyStatus
from storage import identities
from storage.ids import key
from storage.models import Author, Mention, Reply

GONE_OUT = (ReplyStatus.SENDING, ReplyStatus.SENT, ReplyStatus.UNKNOWN)
"""It is public, or may be."""
_WHEN = func.coalesce(Reply.sending_at, Reply.sent_at)


def accounts(session: Session, author_id: int, *, lock: bool = False) -> list[int]:
    """All accounts of the customer whose account this is, as the links are now.

    With `lock`, nobody else writes to her or changes her links before this transaction ends.
    """
    if lock:
        identities.lock(session, [author_id])
    owner = select(Author.customer_id).where(Author.id == author_id).scalar_subquery()
    found = session.exec(select(Author.id).where(col(Author.customer_id) == owner)).all()
    return [key(one) for one in found] or [author_id]


def written_to(
    session: Session, author_ids: Collection[int], *, since: dt.datetime, but: int | None = None
) -> list[dt.datetime]:
    """When these accounts were written to: through the outbox, and by hand on the network."""
    sent = session.exec(
        select(_WHEN)
        .join(Mention, col(Mention.id) == col(Reply.mention_id))
        .where(*_gone_out(author_ids, since, but))
    ).all()
    return [at for at in sent if at] + _by_hand(session, author_ids, since)


def _gone_out(
    author_ids: Collection[int], since: dt.datetime, but: int | None
) -> tuple[ColumnElement[bool], ...]:
    """Replies of ours to these accounts that left since then, but for one."""
    return (
        col(Mention.author_id).in_(author_ids),
        col(Reply.status).in_(GONE_OUT),
        since < _WHEN,
        col(Reply.id) != (but or 0),
    )


def _by_hand(
    session: Session, author_ids: Collection[int], since: dt.datetime
) -> list[dt.datetime]:
    """Our own answers that the outbox knows nothing of."""
    asked = (
        select(Mention.conversation_id, Mention.external_id, Mention.kind)
        .where(col(Mention.author_id).in_(author_ids), col(Mention.by_brand).is_(False))
        .subquery()
    )
    answers = or_(
        col(Mention.in_reply_to) == asked.c.external_id, asked.c.kind == MentionKind.MESSAGE
    )
    ours = select(Reply.id).where(col(Reply.external_id) == col(Mention.external_id)).exists()
    rows = session.exec(
        select(Mention.id, Mention.published_at)
        .join(asked, asked.c.conversation_id == col(Mention.conversation_id))
        .where(col(Mention.by_brand).is_(True), Mention.published_at > since, answers, ~ours)
        .distinct()
    ).all()
    return [at for _, at in rows]


def said_to(
    session: Session,
    author_ids: Collection[int],
    text: str,
    *,
    since: dt.datetime,
    but: int | None = None,
) -> Reply | None:
    """A reply in these very words to one of these accounts, on its way or public."""
    return session.exec(
        select(Reply)
        .join(Mention, col(Mention.id) == col(Reply.mention_id))
        .where(
            col(Mention.author_id).in_(author_ids),
            col(Reply.status).in_((*GONE_OUT, ReplyStatus.APPROVED)),
            Reply.text == text,
            col(Reply.id) < but if but else col(Reply.id).is_not(None),
            or_(since < _WHEN, _WHEN.is_(None)),
        )
        .order_by(col(Reply.id))
    ).first()


def held_unasked(session: Session, case_id: int) -> Reply | None:
    """What nobody asked for in this case and is held back, the oldest first."""
    return session.exec(
        select(Reply)
        .where(
            Reply.case_id == case_id,
            Reply.status == ReplyStatus.APPROVED,
            col(Reply.held).is_not(None),
            col(Reply.purpose) != Purpose.ANSWER,
        )
        .order_by(col(Reply.id))
    ).first()


def talk(
    session: Session, author_ids: Collection[int], *, since: dt.datetime, but: int | None = None
) -> Sequence[Said]:
    """What these accounts and we said to each other since then."""
    theirs = session.exec(
        select(Mention.stored_at, Mention.text).where(
            col(Mention.author_id).in_(author_ids),
            col(Mention.by_brand).is_(False),
            Mention.stored_at > since,
            Mention.published_at > since,
        )
    ).all()
    ours = session.exec(
        select(_WHEN, Reply.text, Reply.approved_by, Reply.purpose)
        .join(Mention, col(Mention.id) == col(Reply.mention_id))
        .where(*_gone_out(author_ids, since, but))
    ).all()
    return [
        *(Said(at=at, ours=False, text=text) for at, text in theirs),
        *(
            Said(at=at, ours=True, text=text, automatic=by is None or why is Purpose.AUTOMATIC)
            for at, text, by, why in ours
            if at
        ),
    ]
