"""Keeping what trends are counted from: after a judgement, and when the settings name others."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session

from domain.pulse_name import edition, found_in
from listenpost.services.app import App
from storage import pulse, pulse_names

BATCH = 500


def note(app: App, session: Session, mention_ids: Collection[int]) -> None:
    """Count these posts as they are judged now; the names in them are looked for later."""
    if mention_ids:
        wanted = pulse_names.NOT_SEARCHED if app.named else edition(app.named)
        pulse.note(session, mention_ids, edition=wanted)


def search(app: App) -> int:
    """Look for names in what waits for it, one batch; returns how many posts there were.

    After a change of the settings that is every post, the newest first: the ticks after this one
    go on.
    """
    now = edition(app.named)
    with app.database.read() as session:
        if not pulse_names.waiting(session, edition=now, limit=1):
            return 0
    with app.database.write() as session:
        posts = pulse_names.waiting(session, edition=now, limit=BATCH)
        found = [
            (key, one.slot, one.mention_id)
            for one in posts
            for key in found_in(app.named, one.text, kind=one.kind, listener=one.listener)
        ]
        pulse_names.keep(session, [one.mention_id for one in posts], found, edition=now)
    return len(posts)
