"""Notes on a case that only colleagues see."""

from __future__ import annotations

import re

from domain.case import CaseEventKind
from domain.errors import BadInput
from domain.role import Actor, Permission, require
from domain.text import clean
from listenpost.services import waiting
from listenpost.services.app import App
from listenpost.services.case_actions import note
from storage import presence, users
from storage.ids import key

LONGEST_NOTE = 2000
_NAMED = re.compile(r"@([^\s@,;:!?()]+)")


def add(app: App, actor: Actor, case_id: int, text: str) -> tuple[str, ...]:
    """Write a note; who is named with @ finds the case under "Mine". Returns who was asked.

    Raises BadInput for an empty or very long note, and for a name that nobody has.
    """
    require(actor.role, Permission.READ_CASES)
    text = clean(text).strip()
    if not text or len(text) > LONGEST_NOTE:
        raise BadInput(f"A note has 1 to {LONGEST_NOTE:,} characters.")
    with app.database.write() as session:
        waiting.locked(session, case_id)
        known = {
            name.casefold(): user
            for user in users.all_users(session)
            if user.disabled_at is None
            for name in (user.name, user.display_name.replace(" ", "_"))
        }
        named = [name.rstrip(".").casefold() for name in _NAMED.findall(text)]
        unknown = [name for name in named if name not in known]
        if unknown:
            raise BadInput(f"There is no colleague @{unknown[0]}.")
        asked = {key(known[name].id): known[name] for name in named}
        for user_id in asked.keys() - {actor.id}:
            presence.ask(session, case_id, user_id, at=app.clock.now())
        note(session, app, actor, case_id, CaseEventKind.NOTED, {"text": text})
    return tuple(user.display_name for user in asked.values())
