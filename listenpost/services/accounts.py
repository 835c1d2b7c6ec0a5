"""Accounts as the operator keeps them on the command line, and what every change goes through.

Who calls these functions has a shell on the machine; the dashboard calls `people`, which asks for
the role. A change is one row of the audit, with what was before and what is after.
"""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session

from domain.errors import BadInput, Conflict
from domain.role import Role
from domain.text import clean
from listenpost.services.app import App
from listenpost.services.passwords import hashed, one_time, require_good
from storage import sign_ins, users
from storage.ids import key
from storage.models import User


def add_user(app: App, *, name: str, password: str, role: Role, display_name: str = "") -> int:
    """Create a local account; raises BadInput for a taken name or a bad password."""
    require_good(app, password, name, display_name)
    with app.database.write() as session:
        user = create(session, app, name=name, display_name=display_name, role=role, by=None)
        user.password_hash = hashed(password)
        return key(user.id)


def add_first(app: App, *, name: str) -> str:
    """The first administrator, whose password is good once: it returns that password."""
    password = one_time()
    with app.database.write() as session:
        user = create(session, app, name=name, display_name="", role=Role.ADMIN, by=None)
        user.password_hash = hashed(password)
        user.one_time_until = app.clock.wall() + app.access.one_time_lasts
        session.add(user)
    return password


def set_role(app: App, *, name: str, role: Role) -> None:
    """Change what a user may do; takes effect on the next click."""
    with app.database.write() as session:
        change_role(session, existing(session, name), role, by=None, wall=app.clock.wall())


def disable(app: App, *, name: str) -> None:
    """End a user's sessions and refuse further sign-ins."""
    with app.database.write() as session:
        switch_off(session, existing(session, name), by=None, wall=app.clock.wall())


def enable(app: App, *, name: str) -> None:
    """Let a user sign in again."""
    with app.database.write() as session:
        switch_on(session, existing(session, name), by=None, wall=app.clock.wall())


def set_password(app: App, *, name: str, password: str) -> None:
    """Give a user a new password, end the sessions and forget the wrong tries."""
    wall = app.clock.wall()
    with app.database.write() as session:
        user = existing(session, name)
        require_good(app, password, user.name, user.display_name)
        replace_password(session, user, hashed(password), one_time_until=None, by=None, wall=wall)


def list_users(app: App) -> list[tuple[str, str, Role, bool]]:
    """(name, display name, role, disabled) of every account."""
    with app.database.read() as session:
        return [
            (user.name, user.display_name, user.role, user.disabled_at is not None)
            for user in users.all_users(session)
        ]


def existing(session: Session, name: str) -> User:
    """The account with this name; raises BadInput where there is none."""
    user = users.by_name(session, clean(name))
    if user is None:
        raise BadInput(f"There is no user {name}: `listenpost user list` shows who there is.")
    return user


def create(
    session: Session,
    app: App,
    *,
    name: str,
    display_name: str,
    role: Role,
    by: int | None,
    source: str = "local",
) -> User:
    """A new account that nobody can sign in to yet; raises BadInput for a name that cannot be."""
    wall = app.clock.wall()
    name = name.strip()
    if not name or len(name) > 64 or not name.isprintable():
        raise BadInput("The user name must have 1 to 64 printable characters.")
    if len(display_name) > 100 or not display_name.isprintable():
        raise BadInput("The display name must have at most 100 printable characters.")
    if users.by_name(session, clean(name)) is not None:
        raise BadInput(f"There is a user {name} already.")
    user = User(
        name=clean(name),
        display_name=clean(display_name.strip() or name),
        role=role,
        created_at=wall,
    )
    session.add(user)
    session.flush()
    audit(session, user, "user.added", by=by, wall=wall, role=role, source=source)
    return user


def change_role(
    session: Session,
    user: User,
    role: Role,
    *,
    by: int | None,
    wall: dt.datetime,
    source: str = "local",
) -> None:
    """What the user may do from now on; raises Conflict for the last admin."""
    if user.role is role:
        return
    if user.role is Role.ADMIN:
        _require_another_admin(session, user)
    before, user.role = user.role, role
    session.add(user)
    told = {"before": before, "after": role, "source": source}
    audit(session, user, "user.role", by=by, wall=wall, **told)


def switch_off(session: Session, user: User, *, by: int | None, wall: dt.datetime) -> None:
    """End the user's sessions and refuse further sign-ins; raises Conflict for the last admin."""
    if user.disabled_at is not None:
        return
    if user.role is Role.ADMIN:
        _require_another_admin(session, user)
    user.disabled_at = wall
    session.add(user)
    users.end_sessions_of(session, key(user.id))
    sign_ins.forget_browsers(session, key(user.id))
    audit(session, user, "user.disabled", by=by, wall=wall, before="on", after="off")


def switch_on(session: Session, user: User, *, by: int | None, wall: dt.datetime) -> None:
    """Let the user sign in again, with the password that was."""
    if user.disabled_at is None:
        return
    user.disabled_at = None
    session.add(user)
    audit(session, user, "user.enabled", by=by, wall=wall, before="off", after="on")


def replace_password(
    session: Session,
    user: User,
    password_hash: str,
    *,
    one_time_until: dt.datetime | None,
    by: int | None,
    wall: dt.datetime,
) -> None:
    """Another password; whoever is signed in with the old one is no more, wrong tries go too."""
    before = "one-time" if user.one_time_until else "own" if user.password_hash else "none"
    after = "one-time" if one_time_until else "own"
    user.password_hash, user.one_time_until = password_hash, one_time_until
    session.add(user)
    users.end_sessions_of(session, key(user.id))
    sign_ins.forget_browsers(session, key(user.id))
    sign_ins.unlock(session, user)
    audit(session, user, "user.password_reset", by=by, wall=wall, before=before, after=after)


def audit(
    session: Session,
    user: User,
    action: str,
    *,
    by: int | None,
    wall: dt.datetime,
    **detail: object,
) -> None:
    """Write down what was done to an account, and by whom; nobody is the command line."""
    users.audit(session, action, subject_of(user), user_id=by, wall=wall, **detail)


def subject_of(user: User) -> str:
    """What the audit calls an account."""
    return f"user:{user.name}"


def _require_another_admin(session: Session, user: User) -> None:
    if not any(admin.id != user.id for admin in users.admins(session)):
        raise Conflict(
            f"{user.display_name} is the only admin who can sign in. Make somebody else an admin "
            "first, then do this again."
        )
