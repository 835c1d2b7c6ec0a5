"""The people who work here, for their admins: every rule is held here, and every change audited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from domain.errors import BadInput, NotAllowed
from domain.role import Actor, Permission, Role, require
from listenpost.services import accounts, sessions
from listenpost.services import teams as duties
from listenpost.services.app import App
from listenpost.services.passwords import hashed, one_time
from listenpost.services.sessions import SessionRow
from listenpost.services.teams import Duty, Standing, TeamRow
from storage import audit, sign_ins, teams, users
from storage.audit import AuditFilter
from storage.ids import key
from storage.models import AuditEntry, Staffing, User

HISTORY = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with an account; `locked_until` is the longest wait that anybody has with it."""

    user_id: int
    name: str
    display_name: str
    role: Role
    teams: tuple[str, ...]
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    capacity: int
    away_until: dt.datetime | None
    seen_at: dt.datetime | None
    sessions: int
    off: bool
    one_time_until: dt.datetime | None
    locked_until: dt.datetime | None
    locked_everywhere: bool
    by_provider: bool
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One change of an account; `by` is None for the command line and for strangers."""

    at: dt.datetime
    by: str | None
    action: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """All that an admin sees of one person; `duty` is what she takes, `teams` are all there are."""

    person: Person
    duty: Standing
    teams: tuple[str, ...]
    sessions: tuple[SessionRow, ...]
    history: tuple[Deed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingAddress:
    """An address from which too much was wrong."""

    address: str
    wrong: int
    until: dt.datetime


def listed(app: App, actor: Actor) -> list[Person]:
    """Everybody, by name."""
    require(actor.role, Permission.MANAGE_USERS)
    wall = app.clock.wall()
    with app.database.read() as session:
        named = teams.names_by_id(session)
        mine: dict[int, list[str]] = {}
        for team, members in teams.members(session).items():
            for user_id in members:
                mine.setdefault(user_id, []).append(named[team])
        staffing = teams.all_staffing(session)
        live = users.session_counts(session, wall=wall, idle_since=app.access.idle_since(wall))
        waits = sign_ins.pauses(session, wall=wall)
        return [
            _person(user, mine, staffing, live, waits, wall) for user in users.all_users(session)
        ]


def view(app: App, actor: Actor, user_id: int) -> PersonView:
    """One person with live sessions and history; raises BadInput where there is none."""
    require(actor.role, Permission.MANAGE_USERS)
    found = {person.user_id: person for person in listed(app, actor)}.get(user_id)
    if found is None:
        raise BadInput(f"There is nobody with the number {user_id}.")
    with app.database.read() as session:
        names = users.names(session)
        rows = audit.found(session, AuditFilter(subject=f"user:{found.name}"), limit=HISTORY)
        return PersonView(
            person=found,
            duty=duties.standing(session, user_id),
            teams=duties.names(session),
            sessions=tuple(sessions.of_user(app, session, user_id)),
            history=tuple(_deed(row, names) for row in rows),
        )


def waiting_addresses(app: App, actor: Actor) -> list[WaitingAddress]:
    """From where nobody may try any account for some minutes."""
    require(actor.role, Permission.MANAGE_USERS)
    with app.database.read() as session:
        found = sign_ins.waiting_addresses(session, wall=app.clock.wall())
    return [
        WaitingAddress(address=scope.removeprefix(sign_ins.ADDRESS), wrong=wrong, until=until)
        for scope, wrong, until in found
    ]


def add(app: App, actor: Actor, *, name: str, display_name: str, role: Role) -> tuple[int, str]:
    """A new account with a password that is good once; returns its number and that password."""
    require(actor.role, Permission.MANAGE_USERS)
    password = one_time()
    with app.database.write() as session:
        user = accounts.create(
            session, app, name=name, display_name=display_name, role=role, by=actor.id
        )
        user.password_hash = hashed(password)
        user.one_time_until = app.clock.wall() + app.access.one_time_lasts
        session.add(user)
        return key(user.id), password


def change_role(app: App, actor: Actor, user_id: int, role: Role) -> None:
    """What somebody may do, from the next click on; raises Conflict for the last admin."""
    _change(
        app,
        actor,
        user_id,
        lambda session, user, wall: accounts.change_role(
            session, user, role, by=actor.id, wall=wall
        ),
    )


def set_duty(app: App, actor: Actor, user_id: int, wanted: Standing, *, seen: Standing) -> None:
    """What somebody takes from now on: teams, languages, topics, how many cases, away until when.

    `seen` is what stood there when the change was begun: raises Conflict where it stands no more.
    """
    require(actor.role, Permission.MANAGE_USERS)
    new = None if wanted.away_until == seen.away_until else wanted.away_until
    duty = Duty(
        teams=wanted.teams,
        languages=wanted.languages,
        skills=wanted.skills,
        capacity=wanted.capacity,
        away_until=new,
        back=wanted.away_until is None,
    )
    _change(
        app,
        actor,
        user_id,
        lambda session, user, wall: duties.change(
            session, user, duty, by=actor.id, wall=wall, seen=seen
        ),
    )


def add_team(app: App, actor: Actor, name: str) -> None:
    """A team that people can be in and rules can give cases to; raises BadInput for its name."""
    require(actor.role, Permission.MANAGE_USERS)
    with app.database.write() as session:
        _still_admin(session, actor)
        duties.make(session, app, name, by=actor.id)


def team_rows(app: App, actor: Actor) -> list[TeamRow]:
    """Every team with its people."""
    require(actor.role, Permission.MANAGE_USERS)
    return duties.listed(app)


def reset_password(app: App, actor: Actor, user_id: int) -> str:
    """Another password that is good once; every session of the user ends."""
    require(actor.role, Permission.MANAGE_USERS)
    password = one_time()
    fresh = hashed(password)

    def reset(session: Session, user: User, wall: dt.datetime) -> None:
        if user.issuer is not None:
            raise BadInput(f"{user.display_name} signs in with the provider and has no password.")
        until = wall + app.access.one_time_lasts
        accounts.replace_password(
            session, user, fresh, one_time_until=until, by=actor.id, wall=wall
        )

    _change(app, actor, user_id, reset)
    return password


def switch_off(app: App, actor: Actor, user_id: int) -> None:
    """End the sessions and refuse further sign-ins; raises Conflict for the last admin."""
    _change(
        app,
        actor,
        user_id,
        lambda session, user, wall: accounts.switch_off(session, user, by=actor.id, wall=wall),
    )


def switch_on(app: App, actor: Actor, user_id: int) -> None:
    """Let somebody sign in again."""
    _change(
        app,
        actor,
        user_id,
        lambda session, user, wall: accounts.switch_on(session, user, by=actor.id, wall=wall),
    )


def unlock(app: App, actor: Actor, user_id: int) -> None:
    """Forget the wrong tries, so that nobody has to wait with this account."""

    def forget(session: Session, user: User, wall: dt.datetime) -> None:
        before = user.locked_until.isoformat() if user.locked_until else None
        sign_ins.unlock(session, user)
        accounts.audit(
            session, user, "user.unlocked", by=actor.id, wall=wall, before=before, after=None
        )

    _change(app, actor, user_id, forget)


def end_sessions(app: App, actor: Actor, user_id: int, handle: str | None = None) -> None:
    """End all sessions of somebody at once, or the one with this handle."""

    def end(session: Session, user: User, wall: dt.datetime) -> None:
        before = len(users.live_sessions(session, user_id, wall=wall))
        if handle is None:
            users.end_sessions_of(session, user_id)
            after = 0
        else:
            after = before - sessions.end(session, user_id, handle, wall=wall)
        accounts.audit(
            session, user, "user.sessions_ended", by=actor.id, wall=wall, before=before, after=after
        )

    _change(app, actor, user_id, end)


def _change(
    app: App, actor: Actor, user_id: int, change: Callable[[Session, User, dt.datetime], None]
) -> None:
    """Do it to the account in one commit, if the actor is still an admin at that moment."""
    require(actor.role, Permission.MANAGE_USERS)
    with app.database.write() as session:
        _still_admin(session, actor)
        user = session.get(User, user_id)
        if user is None:
            raise BadInput(f"There is nobody with the number {user_id}.")
        change(session, user, app.clock.wall())


def _still_admin(session: Session, actor: Actor) -> None:
    me = session.get(User, actor.id)
    if me is None or me.disabled_at is not None:
        raise NotAllowed("Your own account was switched off meanwhile.")
    require(me.role, Permission.MANAGE_USERS)


def _person(
    user: User,
    mine: dict[int, list[str]],
    staffing: dict[int, Staffing],
    live: dict[int, int],
    waits: dict[int, dt.datetime],
    wall: dt.datetime,
) -> Person:
    number = key(user.id)
    duty = staffing.get(number)
    away = duty.away_until if duty else None
    everywhere = user.locked_until if user.locked_until and user.locked_until > wall else None
    return Person(
        user_id=number,
        name=user.name,
        display_name=user.display_name,
        role=user.role,
        teams=tuple(sorted(mine.get(number, ()))),
        languages=tuple(duty.languages) if duty else (),
        skills=tuple(duty.skills) if duty else (),
        capacity=duty.capacity if duty else 0,
        away_until=away if away and away > wall else None,
        seen_at=user.seen_at,
        sessions=live.get(number, 0),
        off=user.disabled_at is not None,
        one_time_until=user.one_time_until,
        locked_until=max(filter(None, (everywhere, waits.get(number))), default=None),
        locked_everywhere=everywhere is not None,
        by_provider=user.issuer is not None,
        created_at=user.created_at,
    )


def _deed(row: AuditEntry, names: dict[int, str]) -> Deed:
    by = names.get(row.user_id, "") if row.user_id else None
    return Deed(at=row.at, by=by, action=row.action, detail=row.detail)
