"""Who else has a case open, and who is typing: told by each open page, forgotten in seconds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from domain.role import Actor, Permission, require
from listenpost.services.app import App
from storage import presence

GONE_AFTER = dt.timedelta(seconds=25)
"""Real time without a sign from a page after which its user counts as gone."""
TYPING_FOR = dt.timedelta(seconds=15)
"""Real time after the last words that somebody counts as typing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody else who has the case open."""

    name: str
    typing: bool


def here(app: App, actor: Actor, case_id: int, *, typing: bool = False) -> None:
    """This page is open; who was asked to come has come."""
    require(actor.role, Permission.READ_CASES)
    wall = app.clock.wall()
    with app.database.write() as session:
        presence.beat(session, case_id, actor.id, wall=wall, typing=typing)
        presence.has_come(session, case_id, actor.id)


def gone(app: App, actor: Actor, case_id: int) -> None:
    """The page was left."""
    with app.database.write() as session:
        presence.leave(session, case_id, actor.id)


def others(app: App, actor: Actor, case_ids: Sequence[int]) -> dict[int, tuple[Colleague, ...]]:
    """Who besides this user has each of the cases open now."""
    require(actor.role, Permission.READ_CASES)
    wall = app.clock.wall()
    with app.database.read() as session:
        seen = presence.seen_since(session, case_ids, since=wall - GONE_AFTER)
    found: dict[int, list[Colleague]] = {}
    for one, name in seen:
        if one.user_id != actor.id:
            typing = one.typed_at is not None and one.typed_at > wall - TYPING_FOR
            found.setdefault(one.case_id, []).append(Colleague(name=name, typing=typing))
    return {case_id: tuple(colleagues) for case_id, colleagues in found.items()}


def tidy(app: App) -> None:
    """Forget who left long ago."""
    with app.database.write() as session:
        presence.forget(session, before=app.clock.wall() - 10 * GONE_AFTER)
