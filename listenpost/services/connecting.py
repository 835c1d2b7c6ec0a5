"""Accounts connected, changed, paused and removed from the dashboard; every change is audited."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from domain.audit import differing
from domain.errors import BadInput, Conflict
from domain.role import Actor, Permission, require
from listenpost.services import account_fields, connectable, sealed_account
from listenpost.services.account_fields import Entry
from listenpost.services.app import App
from listenpost.services.sealed_account import Opened
from storage import connections, polls, users
from storage.models import ConnectedAccount, Poll

CHANGED_MEANWHILE = (
    "Somebody else has changed this account meanwhile: load the page again, then change it."
)
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody entered: of the account, and of each kind that shall listen.

    `forget` are optional secrets that shall be kept no more; a secret that is left empty is kept.
    """

    name: str
    platform: str
    account: Mapping[str, Any] = field(repr=False)
    listeners: Mapping[str, Mapping[str, Any]] = field(repr=False)
    forget: Collection[str] = ()


def opened(app: App, wanted: Wanted, kept: Opened | None) -> Opened:
    """All that is to be kept; raises BadInput where something is missing or wrong."""
    if not NAME.fullmatch(wanted.name):
        raise BadInput(
            "The name must have 1 to 32 small letters, digits, hyphens or underscores, such as "
            "brand-x."
        )
    if not wanted.listeners:
        raise BadInput("Choose at least one thing to listen to.")
    asked = account_fields.of_account(wanted.platform)
    given = account_fields.entered(asked, wanted.account)
    secret = {one.name for one in asked if one.entry is Entry.SECRET}
    before = kept.secrets if kept else {}
    secrets = {name: value for name, value in before.items() if name not in wanted.forget}
    found = Opened(
        name=wanted.name,
        platform=wanted.platform,
        fields={name: value for name, value in given.items() if name not in secret},
        secrets=secrets | {name: value for name, value in given.items() if name in secret},
        listeners={
            kind: account_fields.entered(account_fields.of_listener(kind), values)
            for kind, values in wanted.listeners.items()
        },
    )
    _require_same(found, kept)
    ready = connectable.ready(found, clock=app.clock, inside=app.connections.inside)
    connectable.require_callable(ready, inside=app.connections.inside)
    return found


def connect(app: App, actor: Actor, wanted: Wanted) -> None:
    """Keep a new account; workers listen to it within seconds. Raises BadInput and Conflict."""
    require(actor.role, Permission.MANAGE_ACCOUNTS)
    ring, found, wall = app.connections.keys.ring(), opened(app, wanted, None), app.clock.wall()
    with app.database.write() as session:
        _require_new(app, session, found)
        row = ConnectedAccount(
            name=found.name,
            platform=found.platform,
            sealed="",
            key_id="",
            created_by=actor.id,
            created_at=wall,
            changed_by=actor.id,
            changed_at=wall,
        )
        sealed_account.seal(found, row, ring)
        session.add(row)
        _register(app, session, found)
        told = {"platform": found.platform, "to": sorted(found.listeners)}
        _audit(session, app, actor, "account.connected", found.name, **told)
    app.connections.refresh(app.database)


def change(app: App, actor: Actor, wanted: Wanted) -> None:
    """Keep what is entered in place of what was; which account it is stays."""
    require(actor.role, Permission.MANAGE_ACCOUNTS)
    ring = app.connections.keys.ring()
    with app.database.write() as session:
        row = _existing(session, wanted.name)
        before = sealed_account.open_row(row, ring)
        edition = row.version
    found = opened(app, wanted, before)  # it may look names up: outside of a transaction
    with app.database.write() as session:
        row = _existing(session, wanted.name)
        if row.version != edition:
            raise Conflict(CHANGED_MEANWHILE)
        sealed_account.seal(found, row, ring)
        _mark(app, actor, row)
        session.add(row)
        _register(app, session, found)
        told = _told(before, found)
        _audit(session, app, actor, "account.changed", found.name, **told)
    app.connections.refresh(app.database)


def pause(app: App, actor: Actor, name: str) -> None:
    """Neither listen nor answer with it until it goes on; nothing is forgotten."""
    require(actor.role, Permission.MANAGE_ACCOUNTS)
    _set(app, actor, name, "account.paused", lambda row: _paused(row, app))


def go_on(app: App, actor: Actor, name: str) -> None:
    """Listen again, from where it was paused."""
    require(actor.role, Permission.MANAGE_ACCOUNTS)
    _set(app, actor, name, "account.went_on", _unpaused)


def remove(app: App, actor: Actor, name: str) -> None:
    """Forget the account and its secrets; what was heard through it stays."""
    require(actor.role, Permission.MANAGE_ACCOUNTS)
    _remove(app, name, by=actor.id)


def remove_here(app: App, name: str) -> None:
    """The same from the command line."""
    _remove(app, name, by=None)


def _remove(app: App, name: str, *, by: int | None) -> None:
    with app.database.write() as session:
        row = _existing(session, name)
        session.delete(row)
        wall, subject = app.clock.wall(), f"account:{name}"
        told = {"platform": row.platform, "before": dict(row.fields)}
        users.audit(session, "account.removed", subject, user_id=by, wall=wall, **told)
    app.connections.refresh(app.database)


def _set(
    app: App, actor: Actor, name: str, action: str, do: Callable[[ConnectedAccount], None]
) -> None:
    with app.database.write() as session:
        row = _existing(session, name)
        do(row)
        _mark(app, actor, row)
        session.add(row)
        _audit(session, app, actor, action, name)
    app.connections.refresh(app.database)


def _paused(row: ConnectedAccount, app: App) -> None:
    row.paused_at = row.paused_at or app.clock.wall()


def _unpaused(row: ConnectedAccount) -> None:
    row.paused_at = None


def _mark(app: App, actor: Actor, row: ConnectedAccount) -> None:
    row.version, row.changed_by, row.changed_at = row.version + 1, actor.id, app.clock.wall()


def _existing(session: Session, name: str) -> ConnectedAccount:
    row = connections.held(session, name)
    if row is None:
        raise BadInput(f"There is no connected account {name}; it may have been removed.")
    return row


def _require_new(app: App, session: Session, found: Opened) -> None:
    """A listener goes on where one of its name stood: so no name is given twice."""
    names = [connectable.listener_name(found.name, kind) for kind in found.listeners]
    known = found.name in app.connections.accounts or connections.held(session, found.name)
    if known or any(session.get(Poll, name) or name in app.listeners for name in names):
        raise BadInput(
            f"There is or was an account called {found.name}, perhaps another one: choose a new "
            f"name, such as {found.name[:29]}-2."
        )


def _require_same(found: Opened, kept: Opened | None) -> None:
    """A listener's place in a network's list means nothing in that of another account."""
    if kept is None:
        return
    for one in account_fields.of_account(found.platform):
        if one.names_it and found.fields.get(one.name) != kept.fields.get(one.name):
            raise BadInput(
                f"{one.name} says which account this is and cannot be changed: connect the other "
                "account beside it, and remove this one."
            )


def _told(before: Opened, after: Opened) -> dict[str, Any]:
    """For the audit: which parts are others, and what they were. Of secrets the name only, and of
    what a listener was told, which may be one."""
    names = {*differing(before.account, after.account)}
    names.update(differing(before.listeners, after.listeners))
    old, new = _open_to_all(before), _open_to_all(after)
    parts = differing(old, new)
    told: dict[str, Any] = {"change": sorted(names)}
    if parts:
        told["before"] = {name: old.get(name) for name in parts}
        told["after"] = {name: new.get(name) for name in parts}
    return told


def _open_to_all(one: Opened) -> dict[str, Any]:
    return {**one.fields, "listeners": sorted(one.listeners)}


def _register(app: App, session: Session, found: Opened) -> None:
    for kind in found.listeners:
        polls.register(
            session,
            listener=connectable.listener_name(found.name, kind),
            platform=found.platform,
            kind=kind,
            now=app.clock.now(),
        )


def _audit(session: Session, app: App, actor: Actor, action: str, name: str, **detail: Any) -> None:
    wall = app.clock.wall()
    users.audit(session, action, f"account:{name}", user_id=actor.id, wall=wall, **detail)
