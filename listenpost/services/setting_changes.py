"""Every change of a setting in the audit, though settings live in a file: looked for at the start.

What was recorded last is read from the audit itself, for each kind of process, for they may be
given different secrets; there is no other record that could say something else.
"""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from domain.setting import Change, changes
from listenpost.services.app import App
from storage import audit, users

ACTION = "setting.changed"
SUBJECT = "setting:"
log = structlog.get_logger(__name__)


def note(app: App, now: Mapping[str, str], usual: Mapping[str, str], *, where: str) -> list[Change]:
    """Write down what this kind of process is set to otherwise than the last one that started.

    `now` and `usual` are labels by path and hold no secret. Of many processes that start at once
    one writes each change.
    """
    with app.database.read() as session:
        if not changes(_recorded(session, where), now, usual):
            return []
    with app.database.write() as session:
        audit.hold(session)
        found = changes(_recorded(session, where), now, usual)
        for one in found:
            users.audit(
                session,
                ACTION,
                f"{SUBJECT}{one.path}",
                user_id=None,
                wall=app.clock.wall(),
                before=one.before,
                after=one.after,
                where=where,
            )
    log.info("settings.changed", where=where, settings=[one.path for one in found])
    return found


def note_if_it_can(
    app: App, now: Mapping[str, str], usual: Mapping[str, str], *, where: str
) -> None:
    """The same for a process that may start before its database does, and must not die of it."""
    try:
        note(app, now, usual, where=where)
    except DatabaseError as error:
        log.warning("settings.not_recorded", where=where, error=type(error).__name__)


def _recorded(session: Session, where: str) -> dict[str, str]:
    return {
        subject.removeprefix(SUBJECT): str(detail["after"])
        for subject, detail in audit.of_action(session, ACTION)
        if detail.get("where") == where
    }
