"""Sections of the settings, set in the dashboard; every change is audited with before and after."""

from __future__ import annotations

from sqlmodel import Session

from domain.errors import BadInput, Conflict
from domain.role import Actor, Permission, require
from domain.setting import changes
from listenpost import settings_audit
from listenpost.rules import rules_of
from listenpost.services.app import App
from listenpost.services.setting_changes import SUBJECT
from listenpost.settings import Settings
from listenpost.settings.layers import SETTABLE, Content, Origin, content_of, laid
from listenpost.settings.record import of_section
from storage import sections, users
from storage.models import StoredSection

CHANGED_MEANWHILE = (
    "Somebody else has changed this section meanwhile: load the page again, then change it."
)
OF_THE_ENVIRONMENT = (
    "The environment of these processes sets this section, so that it cannot be set here."
)
AS_IN_FILE = "It is as the settings' file says already."


def check(app: App, actor: Actor, name: str, content: Content) -> None:
    """Whether it could be saved; raises SettingMisfit with every value that does not fit."""
    require(actor.role, Permission.MANAGE_SETTINGS)
    _fitting(app, name, content)


def change(app: App, actor: Actor, name: str, content: Content, *, version: int) -> None:
    """Set the section as a whole; every process follows within seconds.

    `version` is the one that was looked at, 0 where none was stored: Conflict if it is another one.
    """
    require(actor.role, Permission.MANAGE_SETTINGS)
    found = _fitting(app, name, content)  # it may ask for calendars: outside of a transaction
    with app.database.write() as session:
        row = sections.held(session, name)
        if (row.version if row else 0) != version:
            raise Conflict(CHANGED_MEANWHILE)
        row = row or StoredSection(name=name, version=0, changed_at=app.clock.wall())
        row.content, row.version = content_of(found, name), version + 1
        row.changed_by, row.changed_at = actor.id, app.clock.wall()
        session.add(row)
        _audit(session, app, name, found, action="setting.set", by=actor.id)
    app.settled.refresh(app.database)


def back_to_file(app: App, actor: Actor, name: str) -> None:
    """Forget what was set here: environment, file and defaults say again what holds."""
    require(actor.role, Permission.MANAGE_SETTINGS)
    _forget(app, name, by=actor.id)


def back_to_file_here(app: App, name: str) -> None:
    """The same from the command line."""
    _forget(app, name, by=None)


def _forget(app: App, name: str, *, by: int | None) -> None:
    app.settled.refresh(app.database)
    with app.database.write() as session:
        row = sections.held(session, name)
        if row is None:
            raise BadInput(AS_IN_FILE)
        session.delete(row)
        if name in SETTABLE:
            given = app.settled.given.settings
            _audit(session, app, name, given, action="setting.reset", by=by)
    app.settled.refresh(app.database)


def _fitting(app: App, name: str, content: Content) -> Settings:
    """All settings with the section as it is wanted, once they fit together."""
    if name not in SETTABLE:
        raise BadInput(f"There is no section {name!r} here; known are: {', '.join(SETTABLE)}.")
    given = app.settled.given
    if given.origin(name) is Origin.ENVIRONMENT:
        raise BadInput(OF_THE_ENVIRONMENT)
    app.settled.refresh(app.database)
    found = laid(given, app.settled.settings, name, content)
    rules_of(found)
    return found


def _audit(
    session: Session, app: App, name: str, after: Settings, *, action: str, by: int | None
) -> None:
    """One row for each value that becomes another one."""
    keyed = settings_audit.keyed_by(app.settled.given.settings, app.tombstones.own_key)
    before = of_section(name, app.settled.settings, keyed)
    for one in changes(before, of_section(name, after, keyed), {}):
        users.audit(
            session,
            action,
            f"{SUBJECT}{one.path}",
            user_id=by,
            wall=app.clock.wall(),
            before=one.before,
            after=one.after,
        )
