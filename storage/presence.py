"""Who looks at which case at this moment, and who is asked to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import and_
from sqlmodel import Session, col, delete, select

from domain.case import CaseEventKind
from storage.among import within
from storage.models import Asked, CaseEvent, Presence, User
from storage.upsert import insert_into


def beat(session: Session, case_id: int, user_id: int, *, wall: dt.datetime, typing: bool) -> None:
    """This user has the case open now."""
    seen = {"seen_at": wall} | ({"typed_at": wall} if typing else {})
    session.exec(
        insert_into(session, Presence)
        .values(case_id=case_id, user_id=user_id, **seen)
        .on_conflict_do_update(index_elements=["case_id", "user_id"], set_=seen)
    )


def leave(session: Session, case_id: int, user_id: int) -> None:
    """This user has closed the case."""
    session.exec(
        delete(Presence).where(col(Presence.case_id) == case_id, col(Presence.user_id) == user_id)
    )


def seen_since(
    session: Session, case_ids: Sequence[int], *, since: dt.datetime
) -> Sequence[tuple[Presence, str]]:
    """Who has had these cases open since then, with their display names."""
    if not case_ids:
        return []
    return session.exec(
        select(Presence, User.display_name)
        .join(User, col(User.id) == col(Presence.user_id))
        .where(within(col(Presence.case_id), case_ids), Presence.seen_at > since)
        .order_by(col(User.display_name))
    ).all()


def forget(session: Session, *, before: dt.datetime) -> None:
    """Remove who has long left."""
    session.exec(delete(Presence).where(col(Presence.seen_at) < before))


def ask(session: Session, case_id: int, user_id: int, *, at: dt.datetime) -> None:
    """A colleague is asked to look at the case; once is enough."""
    session.exec(
        insert_into(session, Asked)
        .values(case_id=case_id, user_id=user_id, at=at)
        .on_conflict_do_nothing(index_elements=["case_id", "user_id"])
    )


def has_come(session: Session, case_id: int, user_id: int) -> None:
    """Who was asked has opened the case."""
    session.exec(delete(Asked).where(col(Asked.case_id) == case_id, col(Asked.user_id) == user_id))


def asked_by(session: Session, user_id: int, case_ids: Sequence[int]) -> dict[int, str]:
    """Of these cases those that this user was asked to look at, with who asked: the writer of the
    first note since."""
    found = session.exec(
        select(Asked.case_id, User.display_name)
        .join(
            CaseEvent,
            and_(
                col(CaseEvent.case_id) == col(Asked.case_id),
                col(CaseEvent.at) >= col(Asked.at),
                col(CaseEvent.kind) == CaseEventKind.NOTED,
            ),
        )
        .join(User, col(User.id) == col(CaseEvent.user_id))
        .where(Asked.user_id == user_id, within(col(Asked.case_id), case_ids))
        .order_by(col(CaseEvent.at).desc(), col(CaseEvent.id).desc())
    ).all()
    return dict(found)


def asked_to(session: Session, user_id: int) -> frozenset[int]:
    """The cases that this user was asked to look at."""
    return frozenset(session.exec(select(Asked.case_id).where(Asked.user_id == user_id)).all())
