"""Local accounts, their sessions, and the audit trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, delete, select

from storage.models import AuditEntry, User, UserSession


def by_name(session: Session, name: str) -> User | None:
    """The account with this sign-in name."""
    return session.exec(select(User).where(User.name == name)).first()


def all_users(session: Session) -> Sequence[User]:
    """Every account, by name."""
    return session.exec(select(User).order_by(User.name)).all()


def names(session: Session) -> dict[int, str]:
    """Key -> display name of every account."""
    rows = session.exec(select(User.id, User.display_name).order_by(User.name)).all()
    return {number: name for number, name in rows if number is not None}


def holder(session: Session, token_hash: str, *, wall: dt.datetime) -> User | None:
    """Who holds this live session; None if it ended or the account is disabled."""
    return session.exec(
        select(User)
        .join(UserSession, col(UserSession.user_id) == col(User.id))
        .where(
            UserSession.token_hash == token_hash,
            UserSession.expires_at > wall,
            col(User.disabled_at).is_(None),
        )
    ).first()


def end_session(session: Session, token_hash: str) -> None:
    """Sign out one browser."""
    session.exec(delete(UserSession).where(col(UserSession.token_hash) == token_hash))


def end_sessions_of(session: Session, user_id: int) -> None:
    """Sign a user out everywhere."""
    session.exec(delete(UserSession).where(col(UserSession.user_id) == user_id))


def audit(
    session: Session,
    action: str,
    subject: str,
    *,
    user_id: int | None,
    wall: dt.datetime,
    **detail: Any,
) -> None:
    """Write down who did what; in the same transaction as the deed."""
    session.add(AuditEntry(at=wall, user_id=user_id, action=action, subject=subject, detail=detail))
