"""Signing in and out, and who the users are. Times here are real time."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from functools import lru_cache

from pwdlib import PasswordHash
from sqlmodel import Session

from domain.errors import BadInput
from domain.role import Actor, Role
from domain.text import clean
from listenpost.services.app import App
from storage import users
from storage.ids import key
from storage.models import User, UserSession

LOCK_AFTER = 5
LOCK_FOR = dt.timedelta(minutes=5)
SHORTEST_PASSWORD = 10


@lru_cache(maxsize=1)
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()  # argon2id


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_hex(8))


def _digest(token: str) -> str:
    return hashlib.sha256(_bytes(token)).hexdigest()


def _bytes(text: str) -> bytes:
    """Whatever a browser sends, lone surrogates too."""
    return text.encode("utf-8", "surrogatepass")


def _by_name(session: Session, name: str) -> User | None:
    return users.by_name(session, clean(name))


def add_user(app: App, *, name: str, password: str, role: Role, display_name: str = "") -> int:
    """Create a local account; raises BadInput for a taken name or a short password."""
    if len(password) < SHORTEST_PASSWORD:
        raise BadInput(f"The password must have at least {SHORTEST_PASSWORD} characters.")
    if not name.strip() or len(name) > 64 or not name.isprintable():
        raise BadInput("The user name must have 1 to 64 printable characters.")
    if len(display_name) > 100 or not display_name.isprintable():
        raise BadInput("The display name must have at most 100 printable characters.")
    wall = app.clock.wall()
    with app.database.write() as session:
        if _by_name(session, name) is not None:
            raise BadInput(f"There is a user {name} already.")
        user = User(
            name=clean(name),
            display_name=clean(display_name or name),
            role=role,
            password_hash=_hasher().hash(_bytes(password)),
            created_at=wall,
        )
        session.add(user)
        session.flush()
        users.audit(session, "user.added", f"user:{name}", user_id=None, wall=wall, role=role)
        return key(user.id)


def set_role(app: App, *, name: str, role: Role) -> None:
    """Change what a user may do; takes effect on the next click."""
    wall = app.clock.wall()
    with app.database.write() as session:
        user = _existing(session, name)
        before, user.role = user.role, role
        users.audit(
            session, "user.role", f"user:{name}", user_id=None, wall=wall, before=before, after=role
        )


def disable(app: App, *, name: str) -> None:
    """End a user's sessions and refuse further sign-ins."""
    wall = app.clock.wall()
    with app.database.write() as session:
        user = _existing(session, name)
        user.disabled_at = wall
        users.end_sessions_of(session, key(user.id))
        users.audit(session, "user.disabled", f"user:{name}", user_id=None, wall=wall)


def _existing(session: Session, name: str) -> User:
    user = _by_name(session, name)
    if user is None:
        raise BadInput(f"There is no user {name}: `listenpost user list` shows who there is.")
    return user


def sign_in(app: App, *, name: str, password: str, lasts: dt.timedelta) -> str | None:
    """A fresh session's token, or None; the same work whether or not the name exists.

    LOCK_AFTER wrong passwords in a row lock the account for LOCK_FOR.
    """
    wall = app.clock.wall()
    with app.database.read() as session:
        user = _by_name(session, name)
    correct, fresh_hash = _hasher().verify_and_update(
        _bytes(password), user.password_hash if user else _nobodys_hash()
    )
    if user is None or user.disabled_at is not None:
        return None
    with app.database.write() as session:
        stored = session.get_one(User, user.id, with_for_update=True)  # count every guess
        locked = stored.locked_until is not None and stored.locked_until > wall
        if locked or not correct:
            if not locked:
                _count_failure(stored, wall)
            return None
        stored.failed_sign_ins, stored.locked_until = 0, None
        stored.password_hash = fresh_hash or stored.password_hash
        token = secrets.token_urlsafe(32)
        session.add(
            UserSession(
                token_hash=_digest(token),
                user_id=key(stored.id),
                created_at=wall,
                expires_at=wall + lasts,
            )
        )
        users.audit(session, "user.signed_in", f"user:{name}", user_id=stored.id, wall=wall)
    return token


def _count_failure(user: User, wall: dt.datetime) -> None:
    user.failed_sign_ins += 1
    if user.failed_sign_ins >= LOCK_AFTER:
        user.failed_sign_ins, user.locked_until = 0, wall + LOCK_FOR


def who(app: App, token: str | None) -> Actor | None:
    """The holder of a live session; asked on every request, so that revoking works at once."""
    if not token:
        return None
    with app.database.read() as session:
        user = users.holder(session, _digest(token), wall=app.clock.wall())
    if user is None:
        return None
    return Actor(id=key(user.id), name=user.name, display_name=user.display_name, role=user.role)


def sign_out(app: App, token: str | None) -> None:
    """End one browser's session."""
    if token:
        with app.database.write() as session:
            users.end_session(session, _digest(token))


def list_users(app: App) -> list[tuple[str, str, Role, bool]]:
    """(name, display name, role, disabled) of every account."""
    with app.database.read() as session:
        return [
            (user.name, user.display_name, user.role, user.disabled_at is not None)
            for user in users.all_users(session)
        ]
