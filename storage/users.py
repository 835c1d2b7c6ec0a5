"""Local accounts, their sessions, and the audit trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, delete, func, not_, or_, select, update

from domain.role import Role
from storage import audit as trail
from storage.models import User, UserSession


def by_name(session: Session, name: str) -> User | None:
    """The account with this sign-in name."""
    return session.exec(select(User).where(User.name == name)).first()


def by_identity(session: Session, issuer: str, subject: str) -> User | None:
    """The account of whom this provider calls so."""
    return session.exec(select(User).where(User.issuer == issuer, User.subject == subject)).first()


def all_users(session: Session) -> Sequence[User]:
    """Every account, by name."""
    return session.exec(select(User).order_by(User.name)).all()


def names(session: Session) -> dict[int, str]:
    """Key -> display name of every account."""
    rows = session.exec(select(User.id, User.display_name).order_by(User.name)).all()
    return {number: name for number, name in rows if number is not None}


def holder(
    session: Session, token_hash: str, *, wall: dt.datetime, idle_since: dt.datetime | None = None
) -> tuple[User, UserSession] | None:
    """Who holds this live session, and the session; None if it ended or the account is off."""
    return session.exec(
        select(User, UserSession)
        .join(UserSession, col(UserSession.user_id) == col(User.id))
        .where(
            UserSession.token_hash == token_hash,
            *_live(wall, idle_since),
            col(User.disabled_at).is_(None),
        )
    ).first()


def _live(wall: dt.datetime, idle_since: dt.datetime | None) -> list[ColumnElement[bool]]:
    """What holds of sessions that have ended neither in their time nor for want of a click."""
    live = [col(UserSession.expires_at) > wall]
    if idle_since is not None:
        never = and_(col(UserSession.seen_at).is_(None), col(UserSession.created_at) > idle_since)
        live.append(or_(col(UserSession.seen_at) > idle_since, never))
    return live


def seen(session: Session, live: UserSession, *, wall: dt.datetime) -> None:
    """Somebody did something at this moment; nothing where the session has ended meanwhile."""
    session.exec(
        update(UserSession)
        .where(col(UserSession.token_hash) == live.token_hash)
        .values(seen_at=wall)
    )
    session.exec(update(User).where(col(User.id) == live.user_id).values(seen_at=wall))


def live_sessions(
    session: Session, user_id: int, *, wall: dt.datetime, idle_since: dt.datetime | None = None
) -> Sequence[UserSession]:
    """A user's sessions that have not ended, the newest first."""
    return session.exec(
        select(UserSession)
        .where(UserSession.user_id == user_id, *_live(wall, idle_since))
        .order_by(col(UserSession.created_at).desc(), UserSession.token_hash)
    ).all()


def session_counts(
    session: Session, *, wall: dt.datetime, idle_since: dt.datetime | None = None
) -> dict[int, int]:
    """User -> how many live sessions."""
    rows = session.exec(
        select(UserSession.user_id, func.count())
        .where(*_live(wall, idle_since))
        .group_by(col(UserSession.user_id))
    ).all()
    return dict(rows)


def admins(session: Session) -> Sequence[User]:
    """Who can administer now; nobody else changes that until the transaction ends."""
    return session.exec(
        select(User)
        .where(User.role == Role.ADMIN, col(User.disabled_at).is_(None))
        .order_by(col(User.id))
        .with_for_update()
    ).all()


def forget_sessions(
    session: Session, *, wall: dt.datetime, idle_since: dt.datetime | None = None
) -> None:
    """Sessions that have ended by themselves."""
    session.exec(delete(UserSession).where(not_(and_(*_live(wall, idle_since)))))


def end_session(session: Session, token_hash: str) -> None:
    """Sign out one browser."""
    session.exec(delete(UserSession).where(col(UserSession.token_hash) == token_hash))


def end_sessions_of(session: Session, user_id: int, *, but: str | None = None) -> None:
    """Sign a user out everywhere, or everywhere but where this token is."""
    ended = delete(UserSession).where(col(UserSession.user_id) == user_id)
    session.exec(ended if but is None else ended.where(col(UserSession.token_hash) != but))


def audit(
    session: Session,
    action: str,
    subject: str,
    *,
    user_id: int | None,
    wall: dt.datetime,
    **detail: Any,
) -> None:
    """Write down who did what; in the same transaction as the deed.

    Of a detail that is not a number or one of our own labels only the length is kept, so that no
    row holds anybody's words.
    """
    trail.note(session, action, subject, detail, user_id=user_id, at=wall)
