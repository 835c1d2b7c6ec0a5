"""Notes on a case that only colleagues see."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from domain.case import CaseEventKind
from domain.errors import BadInput
from domain.role import Actor, Permission, may, require
from domain.text import clean
from listenpost.services import waiting
from listenpost.services.app import App
from listenpost.services.case_actions import note
from storage import presence, users
from storage.ids import key
from storage.models import User

LONGEST_NOTE = 2000
_NAMED = re.compile(r"@([^\s@,;:!?()]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody who can be asked to look at a case."""

    user_id: int
    name: str


def colleagues(app: App, actor: Actor) -> tuple[Colleague, ...]:
    """Everybody else who can sign in and read cases, by name."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        found = [
            Colleague(user_id=key(user.id), name=user.display_name)
            for user in users.all_users(session)
            if user.disabled_at is None and user.id != actor.id and _reads(user)
        ]
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def add(
    app: App, actor: Actor, case_id: int, text: str, *, tell: Iterable[int] = ()
) -> tuple[str, ...]:
    """Write a note; who is named with @, or in `tell`, finds the case under "Mine".

    Returns who was asked. Raises BadInput for an empty or very long note, and for a name that
    nobody has.
    """
    require(actor.role, Permission.READ_CASES)
    text = clean(text).strip()
    if not text or len(text) > LONGEST_NOTE:
        raise BadInput(f"A note has 1 to {LONGEST_NOTE:,} characters.")
    with app.database.write() as session:
        waiting.locked(session, case_id)
        everybody = [user for user in users.all_users(session) if user.disabled_at is None]
        known = {
            name.casefold(): user
            for user in everybody
            for name in (user.name, user.display_name.replace(" ", "_"))
        }
        named = [name.rstrip(".").casefold() for name in _NAMED.findall(text)]
        unknown = [name for name in named if name not in known]
        if unknown:
            raise BadInput(f"There is no colleague @{unknown[0]}.")
        chosen, by_id = set(tell), {key(user.id): user for user in everybody}
        if chosen - by_id.keys():
            raise BadInput("One of these colleagues is no longer here.")
        asked = {key(known[name].id): known[name] for name in named}
        asked |= {number: by_id[number] for number in chosen}
        names = [user.display_name for number, user in asked.items() if number != actor.id]
        for user_id in asked.keys() - {actor.id}:
            presence.ask(session, case_id, user_id, at=app.clock.now())
        note(session, app, actor, case_id, CaseEventKind.NOTED, _detail(text, names))
    return tuple(user.display_name for user in asked.values())


def _detail(text: str, asked: list[str]) -> dict[str, object]:
    return {"text": text} | ({"asked": asked} if asked else {})


def _reads(user: User) -> bool:
    return may(user.role, Permission.READ_CASES)
