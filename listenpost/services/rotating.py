"""Changing the keys of connected accounts: every row under the newest, and which is where."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from sqlmodel import Session

from domain.errors import ConfigurationError
from listenpost.services.app import App
from platforms.sealing import KeyRing, Sealed
from storage import connections, users

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """How many rows were sealed anew, how many were already, and which could not be, with why."""

    key_id: str
    rotated: int
    already: int
    failed: dict[str, str]
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStanding:
    """One key, or one that is gone: how many accounts are sealed with it."""

    key_id: str
    accounts: tuple[str, ...]
    known: bool
    newest: bool


def rotate(app: App) -> Rotation:
    """Seal every account anew with the newest key, each in a commit of its own.

    What was broken off goes on with the next call. An account that cannot be opened stays as it
    is and is named.
    """
    ring = app.connections.keys.ring()
    with app.database.read() as session:
        every = len(connections.all_of(session))
        waiting = connections.names_not_under(session, ring.ids[0])
    failed: dict[str, str] = {}
    for name in waiting:
        try:
            with app.database.write() as session:
                _rotate_one(app, session, name, ring)
        except ConfigurationError as error:
            failed[name] = str(error)
    log.info("secrets.rotated", accounts=len(waiting) - len(failed), failed=sorted(failed))
    used = {one.key_id for one in standing(app) if one.accounts}
    return Rotation(
        key_id=ring.ids[0],
        rotated=len(waiting) - len(failed),
        already=every - len(waiting),
        failed=failed,
        unused=tuple(one for one in ring.ids[1:] if one not in used),
    )


def _rotate_one(app: App, session: Session, name: str, ring: KeyRing) -> None:
    row = connections.held(session, name)
    if row is None or row.key_id == ring.ids[0]:  # removed, or somebody else was faster
        return
    before = row.key_id
    fresh = ring.seal_anew(Sealed(token=row.sealed, key_id=row.key_id))
    row.sealed, row.key_id = fresh.token, fresh.key_id
    session.add(row)
    wall = app.clock.wall()
    told = {"before": before, "after": fresh.key_id}
    users.audit(session, "account.rotated", f"account:{name}", user_id=None, wall=wall, **told)


def standing(app: App) -> list[KeyStanding]:
    """Every key that there is or should be, the newest first; never a key itself."""
    ids = app.connections.keys.ring().ids
    under: dict[str, list[str]] = {one: [] for one in ids}
    with app.database.read() as session:
        for row in connections.all_of(session):
            under.setdefault(row.key_id, []).append(row.name)
    return [
        KeyStanding(
            key_id=one, accounts=tuple(sorted(names)), known=one in ids, newest=one == ids[0]
        )
        for one, names in under.items()
    ]
