"""The outbox: which reply is due, who sends it, what became of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select, update

from domain.reply import ReplyKind, ReplyStatus, may_become
from storage.among import within
from storage.ids import key
from storage.models import Mention, Reply

UNFINISHED = (ReplyStatus.APPROVED, ReplyStatus.SENDING, ReplyStatus.UNKNOWN)
"""On its way, or nobody knows whether it arrived."""


def get(session: Session, reply_id: int) -> Reply | None:
    """The reply, or None."""
    return session.get(Reply, reply_id)


def of_case(session: Session, case_id: int) -> Sequence[Reply]:
    """All replies of a case, oldest first."""
    return session.exec(select(Reply).where(Reply.case_id == case_id).order_by(col(Reply.id))).all()


def shown(session: Session, case_id: int) -> tuple[tuple[int, ReplyStatus], ...]:
    """The replies that stand in a case's conversation, and how far each got; oldest first."""
    rows = session.exec(
        select(Reply.id, Reply.status)
        .where(Reply.case_id == case_id, Reply.status != ReplyStatus.DRAFTED)
        .order_by(col(Reply.id))
    ).all()
    return tuple((key(number), ReplyStatus(status)) for number, status in rows)


def draft_of(session: Session, case_id: int, user_id: int) -> Reply | None:
    """The words that this user keeps for this case."""
    return session.exec(
        select(Reply).where(
            Reply.case_id == case_id,
            Reply.drafted_by == user_id,
            Reply.status == ReplyStatus.DRAFTED,
        )
    ).first()


def move(
    session: Session,
    reply_id: int,
    current: ReplyStatus,
    wanted: ReplyStatus,
    **values: object,
) -> bool:
    """Change the status if it still is `current`; False if somebody was faster."""
    if not may_become(current, wanted):
        raise ValueError(f"a reply does not go from {current} to {wanted}")
    changed = session.exec(
        update(Reply)
        .where(col(Reply.id) == reply_id, col(Reply.status) == current)
        .values(status=wanted, **values)
        .execution_options(synchronize_session="fetch")
    )
    return changed.rowcount == 1


def doubtful(session: Session, *, looks: int, now: dt.datetime, limit: int) -> Sequence[int]:
    """Replies in doubt that were looked for fewer than `looks` times and may be now.

    Those that nobody has looked for yet come first: a network that cannot be asked, or a heap that
    waits for people, keeps no other reply from being found.
    """
    found = session.exec(
        select(Reply.id)
        .where(Reply.status == ReplyStatus.UNKNOWN, Reply.looks < looks, _not_too_early(now))
        .order_by(col(Reply.not_before).nulls_first(), col(Reply.id))
        .limit(limit)
    ).all()
    return [key(one) for one in found]


def has_earlier(session: Session, reply: Reply) -> bool:
    """Whether an earlier reply of the case is still on its way, or in doubt."""
    unfinished = select(Reply.id).where(
        Reply.case_id == reply.case_id,
        col(Reply.id) < (reply.id or 0),
        col(Reply.status).in_(UNFINISHED),
    )
    return session.exec(unfinished.limit(1)).first() is not None


def more_under_way(session: Session, reply: Reply) -> bool:
    """Whether the case has another reply that is on its way, or in doubt."""
    others = select(Reply.id).where(
        Reply.case_id == reply.case_id,
        Reply.id != reply.id,
        col(Reply.status).in_(UNFINISHED),
    )
    return session.exec(others.limit(1)).first() is not None


def approved_by_platform(
    session: Session, *, now: dt.datetime, limit: int
) -> Mapping[str, list[int]]:
    """Approved replies that may be sent now, oldest first, up to `limit` for each platform.

    One waits while an earlier one of its case is on its way or in doubt: order is kept.
    """
    earlier = aliased(Reply)
    blocked = (
        select(earlier.id)
        .where(
            earlier.case_id == Reply.case_id,
            col(earlier.id) < col(Reply.id),
            col(earlier.status).in_(UNFINISHED),
        )
        .exists()
    )
    place = func.row_number().over(partition_by=col(Mention.platform), order_by=col(Reply.id))
    due_now = (
        select(Mention.platform, Reply.id, place.label("place"))
        .join(Mention, col(Mention.id) == col(Reply.mention_id))
        .where(Reply.status == ReplyStatus.APPROVED, _not_too_early(now), ~blocked)
        .subquery()
    )
    found: dict[str, list[int]] = defaultdict(list)
    rows = session.exec(
        select(due_now.c.platform, due_now.c.id)
        .where(due_now.c.place <= limit)
        .order_by(due_now.c.id)
    ).all()
    for platform, number in rows:
        found[platform].append(number)
    return found


def held_back(session: Session, user_id: int, *, now: dt.datetime) -> Sequence[Reply]:
    """Replies that this user wrote or let leave, and that wait out the time for an undo."""
    return session.exec(
        select(Reply)
        .where(
            Reply.status == ReplyStatus.APPROVED,
            col(Reply.not_before) > now,
            Reply.attempts == 0,
            Reply.looks == 0,
            col(Reply.held).is_(None),
            or_(col(Reply.drafted_by) == user_id, col(Reply.approved_by) == user_id),
        )
        .order_by(col(Reply.not_before))
    ).all()


def _not_too_early(now: dt.datetime) -> ColumnElement[bool]:
    return or_(col(Reply.not_before).is_(None), col(Reply.not_before) <= now)


def abandoned(session: Session, *, owner: str | None, wall: dt.datetime) -> Sequence[Reply]:
    """Replies left in *sending* by a worker that died: its lease ran out, or it was `owner`."""
    gone = or_(col(Reply.lease_until) < wall, col(Reply.lease_owner) == (owner or ""))
    found = select(Reply).where(Reply.status == ReplyStatus.SENDING, gone).order_by(col(Reply.id))
    return session.exec(found).all()


_TAKEN = (
    ReplyStatus.APPROVED,
    ReplyStatus.SENDING,
    ReplyStatus.SENT,
    ReplyStatus.UNKNOWN,
    ReplyStatus.REJECTED,
)


def is_private_sent(of_case: Sequence[Reply], mention_id: int) -> bool:
    """The same as `private_sent`, by all replies of the case that the mention is in."""
    return any(
        reply.mention_id == mention_id
        and reply.kind is ReplyKind.PRIVATE
        and reply.status in _TAKEN
        for reply in of_case
    )


def private_sent(session: Session, mention_id: int, *, before: int | None = None) -> bool:
    """Whether a private reply to this mention went out, or may have, or was refused for good.

    `before` looks only at those that are older than this reply.
    """
    return (
        session.exec(
            select(Reply.id).where(
                Reply.mention_id == mention_id,
                Reply.kind == ReplyKind.PRIVATE,
                col(Reply.status).in_(_TAKEN),
                col(Reply.id) < before if before else col(Reply.id).is_not(None),
            )
        ).first()
        is not None
    )


def written_privately(session: Session, author_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """By account: the cases in which something it posted was answered in private, or may be."""
    begun = (ReplyStatus.SENDING, ReplyStatus.SENT, ReplyStatus.UNKNOWN)
    found = session.exec(
        select(Mention.author_id, Mention.case_id)
        .join(Reply, col(Reply.mention_id) == col(Mention.id))
        .where(
            within(col(Mention.author_id), author_ids),
            Reply.kind == ReplyKind.PRIVATE,
            col(Reply.status).in_(begun),
        )
        .distinct()
    ).all()
    return {
        author: frozenset(case_id for who, case_id in found if who == author and case_id)
        for author, _ in found
    }


def belongs_to_another(session: Session, external_id: str, reply: Reply) -> bool:
    """Whether another reply on the same network is known by this id."""
    found = session.exec(
        select(Reply.id)
        .join(Mention, col(Mention.id) == col(Reply.mention_id))
        .where(
            Reply.external_id == external_id,
            col(Reply.id) != (reply.id or 0),
            Mention.platform == session.get_one(Mention, reply.mention_id).platform,
        )
    )
    return found.first() is not None


def by_external_id(session: Session, external_id: str) -> Reply | None:
    """The reply that the platform knows by this id."""
    return session.exec(select(Reply).where(Reply.external_id == external_id)).first()
