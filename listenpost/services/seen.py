"""Evidence that somebody had a case in front of them."""

from __future__ import annotations

import datetime as dt

from domain.role import Actor, Permission, may, require
from listenpost.services.app import App
from storage import ledger_story


def seen(app: App, actor: Actor, case_id: int, *, version: int) -> None:
    """Write down that a person who may answer has opened the case in this version; once each."""
    if not may(actor.role, Permission.ANSWER):
        return
    which = {"case_id": case_id, "user_id": actor.id, "version": version}
    with app.database.read() as session:
        if ledger_story.saw(session, **which):
            return
    with app.database.write() as session:
        ledger_story.see(session, **which, at=app.clock.now())


def last(app: App, actor: Actor, case_id: int) -> dt.datetime | None:
    """When this user last had something in front of him that was new then; None for never.

    Nothing of what he was shown at that time is new to him any more.
    """
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        return ledger_story.saw_last(session, case_id=case_id, user_id=actor.id)
