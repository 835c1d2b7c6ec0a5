"""What everybody may do with the own account: another password, and an end to own sessions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session

from domain import lockout
from domain.client import Client
from domain.errors import BadInput, NotAllowed, NotConfirmed, RetryLater
from domain.interface import LANGUAGES
from domain.role import Actor, Role
from listenpost.services import accounts, sessions, sign_in
from listenpost.services.app import App
from listenpost.services.passwords import digest, hashed, matches, require_good
from listenpost.services.sessions import SessionRow
from listenpost.services.sign_in import Entered
from storage import sign_ins, teams, users
from storage.ids import key
from storage.models import User

_OLD = (
    "The old password is wrong.",
    "The old password was wrong too often: try again in some minutes.",
)
_OWN = (
    "The password is wrong.",
    "The password was wrong too often: try again in some minutes.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount:
    """The account of whoever asks; this browser's session is marked."""

    name: str
    display_name: str
    role: Role
    teams: tuple[str, ...]
    by_provider: bool
    shortest_password: int
    sessions: tuple[SessionRow, ...]
    language: str | None = None
    proved: bool = False


def view(app: App, actor: Actor, token: str | None) -> OwnAccount:
    """The account and its live sessions."""
    with app.database.read() as session:
        user = session.get_one(User, actor.id)
        mine = set(teams.teams_of(session, actor.id))
        return OwnAccount(
            name=user.name,
            display_name=user.display_name,
            role=user.role,
            teams=tuple(one.name for one in teams.all_teams(session) if one.id in mine),
            by_provider=user.issuer is not None,
            shortest_password=app.access.shortest_password,
            sessions=tuple(sessions.of_user(app, session, actor.id, token=token)),
            language=user.language,
            proved=sessions.is_proved(session, actor.id, token, wall=app.clock.wall()),
        )


def choose_language(app: App, actor: Actor, language: str | None) -> None:
    """The language that the pages are in from now on; None: as each browser asks."""
    if language is not None and language not in LANGUAGES:
        raise BadInput(f"No such language: {language}. There are {', '.join(LANGUAGES)}.")
    with app.database.write() as session:
        user = session.get_one(User, actor.id)
        if user.language == language:
            return
        before, user.language = user.language, language
        session.add(user)
        accounts.audit(
            session,
            user,
            "user.language",
            by=actor.id,
            wall=app.clock.wall(),
            before=before or "browser",
            after=language or "browser",
        )


def change_password(app: App, actor: Actor, token: str | None, *, old: str, new: str) -> None:
    """Another password; every other session of the user ends. Wrong old ones are counted."""
    wall = app.clock.wall()
    require_good(app, new, actor.name, actor.display_name)
    kept = _checked(app, actor, old, told=_OLD)
    if matches(new, kept)[0]:
        raise BadInput("This is the old password. Choose another one.")
    fresh = hashed(new)
    with app.database.write() as session:
        user = session.get_one(User, actor.id, with_for_update=True)
        if user.password_hash != kept or user.disabled_at is not None:
            raise NotAllowed("Your account was changed meanwhile: sign in again.")
        _keep(session, user, fresh, wall)
        users.end_sessions_of(session, actor.id, but=digest(token or ""))


def confirm(app: App, actor: Actor, token: str | None, password: str) -> None:
    """The password once more: for some minutes this session may do what needs it."""
    _checked(app, actor, password, told=_OWN)
    wall = app.clock.wall()
    with app.database.write() as session:
        sessions.prove(session, token, wall=wall)
        user = session.get_one(User, actor.id)
        accounts.audit(session, user, "user.confirmed", by=actor.id, wall=wall)


def choose_password(
    app: App, token: str | None, *, new: str, lasts: dt.timedelta, client: Client
) -> Entered:
    """The first password of one's own, in place of a one-time one; a fresh session begins."""
    wall = app.clock.wall()
    actor = sessions.who_must_change(app, token)
    if actor is None:
        raise NotAllowed("This page has expired: sign in again.")
    require_good(app, new, actor.name, actor.display_name)
    with app.database.read() as session:
        kept = session.get_one(User, actor.id).password_hash
    if matches(new, kept)[0]:
        raise BadInput("This is the password that you were given. Choose one of your own.")
    fresh = hashed(new)
    with app.database.write() as session:
        user = session.get_one(User, actor.id, with_for_update=True)
        if user.password_hash != kept or user.disabled_at is not None:
            raise NotAllowed("This page has expired: sign in again.")
        _keep(session, user, fresh, wall)
        user.one_time_until = None
        users.end_sessions_of(session, actor.id)
        return sign_in.enter(session, user, client, wall=wall, lasts=lasts, proved_at=wall)


def end_session(app: App, actor: Actor, token: str | None, handle: str) -> None:
    """End one of the own sessions; raises NotConfirmed where it is long ago that somebody proved
    in this one who it is."""
    wall = app.clock.wall()
    with app.database.write() as session:
        _require_proof(session, actor, token, wall)
        if sessions.end(session, actor.id, handle, wall=wall):
            _audit_end(session, session.get_one(User, actor.id), wall)


def end_other_sessions(app: App, actor: Actor, token: str | None) -> None:
    """End all of the own sessions but this browser's; raises NotConfirmed as `end_session`."""
    with app.database.write() as session:
        _require_proof(session, actor, token, app.clock.wall())
        users.end_sessions_of(session, actor.id, but=digest(token or ""))
        _audit_end(session, session.get_one(User, actor.id), app.clock.wall())


def _require_proof(session: Session, actor: Actor, token: str | None, wall: dt.datetime) -> None:
    if not sessions.is_proved(session, actor.id, token, wall=wall):
        raise NotConfirmed("Confirm first that it is you.")


def _checked(app: App, actor: Actor, password: str, *, told: tuple[str, str]) -> str:
    """The hash that the password fits; a wrong one is counted, and too many must wait.

    `told` says the one and the other.
    """
    wrong, too_often = told
    wall = app.clock.wall()
    with app.database.read() as session:
        kept = session.get_one(User, actor.id).password_hash
        waits = sign_ins.count(session, _scope(actor))
    if not kept:
        raise BadInput("You sign in with the provider and have no password here.")
    if waits.pauses(wall):
        raise RetryLater(too_often)
    if not matches(password, kept)[0]:
        _count_wrong(app, actor, wall)
        raise BadInput(wrong)
    return kept


def _keep(session: Session, user: User, fresh: str, wall: dt.datetime) -> None:
    before = "one-time" if user.one_time_until else "own"
    user.password_hash = fresh
    session.add(user)
    accounts.audit(
        session, user, "user.password", by=key(user.id), wall=wall, before=before, after="own"
    )


def _count_wrong(app: App, actor: Actor, wall: dt.datetime) -> None:
    with app.database.write() as session:
        row = sign_ins.taken(session, _scope(actor), user_id=actor.id)
        sign_ins.write(row, lockout.after_wrong(sign_ins.count_of(row), lockout.HERE, now=wall))
        session.add(row)


def _audit_end(session: Session, user: User, wall: dt.datetime) -> None:
    accounts.audit(session, user, "user.sessions_ended", by=key(user.id), wall=wall)


def _scope(actor: Actor) -> str:
    return f"own password of {actor.id}"
