"""Context codes: found by their hash, opened, guessed at, forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlmodel import Session, col, delete, select, update

from domain.guess import Guesses
from domain.reply import ReplyStatus
from storage.among import within
from storage.models import Handoff, HandoffGuess, HandoffPin, HandoffUse, Reply
from storage.upsert import insert_into

_OUT = (ReplyStatus.SENDING, ReplyStatus.SENT, ReplyStatus.UNKNOWN)
"""What the customer has got, or may have."""


def by_hash(session: Session, code_hash: str) -> Handoff | None:
    """The handoff whose code has this hash."""
    return session.exec(select(Handoff).where(Handoff.code_hash == code_hash)).first()


def by_hashes(session: Session, hashes: Collection[str]) -> dict[str, Handoff]:
    """The handoffs whose codes have these hashes."""
    found = session.exec(select(Handoff).where(within(col(Handoff.code_hash), hashes))).all()
    return {row.code_hash: row for row in found if row.code_hash is not None}


def any_code(session: Session) -> bool:
    """Whether there is a code that could be told."""
    known = select(Handoff.id).where(col(Handoff.code_hash).is_not(None)).limit(1)
    return session.exec(known).first() is not None


def carried(session: Session, handoff: Handoff) -> bool:
    """Whether the customer may have the code: no reply carries it, or that reply is out."""
    if handoff.reply_id is None:
        return True
    return session.get_one(Reply, handoff.reply_id).status in _OUT


def of_reply(session: Session, reply_id: int) -> Handoff | None:
    """The code that a reply carries."""
    return session.exec(select(Handoff).where(Handoff.reply_id == reply_id)).first()


def of_cases(session: Session, case_ids: Sequence[int]) -> Sequence[Handoff]:
    """All handoffs of these cases, newest first."""
    return session.exec(
        select(Handoff).where(col(Handoff.case_id).in_(case_ids)).order_by(col(Handoff.id).desc())
    ).all()


def uses(session: Session, handoff_ids: Sequence[int]) -> Sequence[HandoffUse]:
    """Who opened these, oldest first."""
    return session.exec(
        select(HandoffUse)
        .where(col(HandoffUse.handoff_id).in_(handoff_ids))
        .order_by(col(HandoffUse.id))
    ).all()


def carry(session: Session, handoff_id: int, *, at: dt.datetime) -> bool:
    """Note the first opening by staff; False if there was one before."""
    changed = session.exec(
        update(Handoff)
        .where(col(Handoff.id) == handoff_id, col(Handoff.carried_at).is_(None))
        .values(carried_at=at)
        .execution_options(synchronize_session="fetch")
    )
    return changed.rowcount == 1


def pins(session: Session, handoff_id: int, *, wall: dt.datetime, most: int) -> list[HandoffPin]:
    """PINs that can still be used; locked, so that every try is counted."""
    return list(
        session.exec(
            select(HandoffPin)
            .where(
                HandoffPin.handoff_id == handoff_id,
                col(HandoffPin.used_at).is_(None),
                HandoffPin.expires_at > wall,
                HandoffPin.wrong < most,
            )
            .order_by(col(HandoffPin.id))
            .with_for_update()
        ).all()
    )


def visit(session: Session, visit_hash: str, *, wall: dt.datetime) -> HandoffUse | None:
    """The visit that this token belongs to, while it lasts."""
    return session.exec(
        select(HandoffUse).where(
            HandoffUse.visit_hash == visit_hash, col(HandoffUse.visit_until) > wall
        )
    ).first()


def guesses(session: Session, who_hash: str) -> Guesses | None:
    """What this one has guessed wrong."""
    row = session.get(HandoffGuess, who_hash, with_for_update=True)
    return None if row is None else Guesses(since=row.since, wrong=row.wrong)


def note_guesses(session: Session, who_hash: str, found: Guesses) -> None:
    """Write down what this one has guessed wrong."""
    values = {"who_hash": who_hash, "since": found.since, "wrong": found.wrong}
    statement = insert_into(session, HandoffGuess)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["who_hash"],
            set_={"since": statement.excluded.since, "wrong": statement.excluded.wrong},
        ),
        [values],
    )


def forget(session: Session, *, ended_before: dt.datetime, wall: dt.datetime, limit: int) -> int:
    """Forget codes that ended long ago, used-up PINs and old guesses; returns how many codes.

    The rows of the handoffs and of their uses stay: they are counted.
    """
    old = session.exec(
        select(Handoff.id)
        .where(
            col(Handoff.code_hash).is_not(None),
            Handoff.expires_at < ended_before,
        )
        .limit(limit)
    ).all()
    session.exec(update(Handoff).where(col(Handoff.id).in_(old)).values(code_hash=None))
    session.exec(delete(HandoffPin).where(col(HandoffPin.expires_at) < wall))
    session.exec(delete(HandoffGuess).where(col(HandoffGuess.since) < wall - dt.timedelta(days=1)))
    session.exec(
        update(HandoffUse)
        .where(col(HandoffUse.visit_until) < wall)
        .values(visit_hash=None, visit_until=None)
        .execution_options(synchronize_session="fetch")
    )
    return len(old)
