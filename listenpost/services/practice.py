"""Practice, switched on and off: invented customers in an installation of their own.

This installation keeps of it who switched it on or off, and nothing else: rows of the audit, the
newest of which says how it stands. The room itself has its own database, accounts and people
(`listenpost.demo.room`), so that none of its rows is ever beside a real one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session

from domain.role import Actor, Permission, Role, require
from listenpost.services.app import App
from storage import audit, users

ON, OFF = "practice.on", "practice.off"
SUBJECT = "practice"
FACTS = "room.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """A sign-in that opens the room and nothing else."""

    role: Role
    name: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A practice room that is open."""

    address: str
    entrances: tuple[Entrance, ...]

    def for_role(self, role: Role) -> tuple[Entrance, ...]:
        """An admin may look through all eyes; there is no admin inside."""
        return tuple(one for one in self.entrances if role in (one.role, Role.ADMIN))


def switch_on(app: App, actor: Actor) -> None:
    """Let the room be opened, wherever `listenpost up` or `listenpost practice run` runs."""
    require(actor.role, Permission.MANAGE_ACCOUNTS)
    _switch(app, on=True, by=actor.id)


def switch_off(app: App, actor: Actor) -> None:
    """Let the room be closed, and all that is in it removed."""
    require(actor.role, Permission.MANAGE_ACCOUNTS)
    _switch(app, on=False, by=actor.id)


def switch_here(app: App, *, on: bool) -> None:
    """The same from the command line."""
    _switch(app, on=on, by=None)


def is_on(app: App) -> bool:
    """Whether it was switched on last, and not off."""
    with app.database.read() as session:
        return _is_on(session)


def _switch(app: App, *, on: bool, by: int | None) -> None:
    with app.database.write() as session:
        if _is_on(session) is not on:
            action, wall = ON if on else OFF, app.clock.wall()
            users.audit(session, action, SUBJECT, user_id=by, wall=wall)


def _is_on(session: Session) -> bool:
    return audit.newest(session, (ON, OFF)) == ON


def opened(folder: Path) -> Room | None:
    """The room that keeps itself in this folder; None where none is open yet, or here."""
    try:
        found = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    except (FileNotFoundError, PermissionError):  # another user's: not for whoever asks here
        return None
    entrances = tuple(
        Entrance(role=Role(one["role"]), name=one["name"], password=one["password"])
        for one in found["entrances"]
    )
    return Room(address=found["address"], entrances=entrances)


def tell(folder: Path, room: Room) -> None:
    """Say that it is open; only this machine's user can read how to come in."""
    facts = {
        "address": room.address,
        "entrances": [
            {"role": one.role.value, "name": one.name, "password": one.password}
            for one in room.entrances
        ],
    }
    file = folder / FACTS
    draft = file.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(facts), encoding="utf-8")
    draft.replace(file)
