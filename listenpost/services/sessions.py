"""Live sign-ins: begun, asked for on every request, ended at once. Times are real time."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from sqlmodel import Session

from domain.client import Client
from domain.role import Actor
from listenpost.services.app import App
from listenpost.services.passwords import digest
from storage import users
from storage.ids import key
from storage.models import User, UserSession

SEEN_EVERY = dt.timedelta(minutes=5)
"""When somebody was last seen is written down no more often than this."""
PROOF_LASTS = dt.timedelta(minutes=5)
"""How long after a password, or a sign-in at the provider, no other proof is asked for."""
_HANDLE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """A live sign-in as its holder and an admin see it; `handle` names it and opens nothing."""

    handle: str
    browser: str
    address: str
    created_at: dt.datetime
    expires_at: dt.datetime
    seen_at: dt.datetime | None
    mine: bool = False


def begin(
    session: Session,
    user: User,
    client: Client,
    *,
    wall: dt.datetime,
    lasts: dt.timedelta,
    proved_at: dt.datetime | None,
) -> str:
    """A fresh token for this browser."""
    token = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            token_hash=digest(token),
            user_id=key(user.id),
            created_at=wall,
            expires_at=wall + lasts,
            seen_at=wall,
            address=client.address[:64],
            browser=client.browser[:80],
            proved_at=proved_at,
        )
    )
    user.seen_at = wall
    return token


def who(app: App, token: str | None, *, acts: bool = False) -> Actor | None:
    """The holder of a live session; asked on every request, so that revoking works at once.

    Nobody who still has to change a password that somebody else has made. `acts` where a person
    does something, and not a page by itself: the session then has not been idle.
    """
    user = _holder(app, token, acts=acts)
    return None if user is None or user.one_time_until is not None else actor_of(user)


def who_must_change(app: App, token: str | None) -> Actor | None:
    """The holder of a live session that may do one thing: choose a password."""
    user = _holder(app, token, acts=True)
    return None if user is None or user.one_time_until is None else actor_of(user)


def sign_out(app: App, token: str | None) -> bool:
    """End one browser's session; says whether its holder came by a provider."""
    if not token:
        return False
    with app.database.write() as session:
        found = users.holder(session, digest(token), wall=app.clock.wall())  # idle ones too
        users.end_session(session, digest(token))
    return found is not None and found[0].issuer is not None


def of_user(
    app: App, session: Session, user_id: int, *, token: str | None = None
) -> list[SessionRow]:
    """The live sessions of a user, the one with this token marked."""
    wall = app.clock.wall()
    idle_since = app.access.idle_since(wall)
    mine = digest(token) if token else None
    return [
        SessionRow(
            handle=row.token_hash[:_HANDLE],
            browser=row.browser or "Unknown browser",
            address=row.address or "",
            created_at=row.created_at,
            expires_at=row.expires_at,
            seen_at=row.seen_at,
            mine=row.token_hash == mine,
        )
        for row in users.live_sessions(session, user_id, wall=wall, idle_since=idle_since)
    ]


def is_proved(session: Session, user_id: int, token: str | None, *, wall: dt.datetime) -> bool:
    """Whether the holder of this session proved a moment ago who it is."""
    row = session.get(UserSession, digest(token or ""))
    if row is None or row.user_id != user_id or row.proved_at is None:
        return False
    return wall - PROOF_LASTS < row.proved_at <= wall + PROOF_LASTS  # clocks of two machines


def prove(session: Session, token: str | None, *, wall: dt.datetime) -> None:
    """The password was told anew in this session."""
    row = session.get(UserSession, digest(token or ""))
    if row is not None:
        row.proved_at = wall
        session.add(row)


def end(session: Session, user_id: int, handle: str, *, wall: dt.datetime) -> bool:
    """End the session of this user that the handle names; False if it has ended already."""
    for row in users.live_sessions(session, user_id, wall=wall):
        if row.token_hash[:_HANDLE] == handle:
            session.delete(row)
            return True
    return False


def actor_of(user: User) -> Actor:
    """The user as the one on whose behalf something is done."""
    return Actor(
        id=key(user.id),
        name=user.name,
        display_name=user.display_name,
        role=user.role,
        language=user.language,
    )


def _holder(app: App, token: str | None, *, acts: bool) -> User | None:
    if not token:
        return None
    wall = app.clock.wall()
    with app.database.read() as session:
        idle_since = app.access.idle_since(wall)
        found = users.holder(session, digest(token), wall=wall, idle_since=idle_since)
    if found is None:
        return None
    user, live = found
    every = app.access.told_every(SEEN_EVERY)
    if acts and (live.seen_at is None or wall - live.seen_at >= every):
        with app.database.write() as session:
            users.seen(session, live, wall=wall)
    return user
