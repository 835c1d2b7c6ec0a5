"""Saved replies: leads keep them, agents put them into a reply with its fields filled in."""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from domain.draft_check import Said, Thing, answered
from domain.errors import BadInput
from domain.language import code_of
from domain.role import Actor, Permission, require
from domain.text import clean
from listenpost.services import draft_checks, drafts
from listenpost.services.app import App
from responder import template
from storage import macros, teams, users
from storage.ids import key
from storage.models import Macro

LONGEST_NAME, LONGEST_TEXT = 80, 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroRow:
    """One saved reply; without a team it is everybody's, without a language for all of them."""

    macro_id: int
    name: str
    text: str
    language: str | None
    team: str | None
    used: int


def listed(app: App, actor: Actor) -> list[MacroRow]:
    """Every saved reply."""
    require(actor.role, Permission.READ_CASES)
    with app.database.read() as session:
        return _rows(session, macros.all_of(session))


def usable(app: App, actor: Actor, language: str | None) -> list[MacroRow]:
    """What this agent can put into a reply in this language, the most used first."""
    require(actor.role, Permission.ANSWER)
    with app.database.read() as session:
        mine = teams.teams_of(session, actor.id)
        code = code_of(language)
        return _rows(session, macros.usable(session, language=code or None, teams=mine))


def save(
    app: App,
    actor: Actor,
    *,
    name: str,
    text: str,
    language: str = "",
    team: str = "",
    macro_id: int | None = None,
) -> int:
    """Keep a saved reply, or change one; raises BadInput for fields that nobody fills in."""
    require(actor.role, Permission.APPROVE_REPLIES)
    name, text = clean(name).strip(), clean(text).strip()
    _require_fit(name, text)
    with app.database.write() as session:
        row = session.get(Macro, macro_id) if macro_id else None
        if macro_id and row is None:
            raise BadInput(f"There is no saved reply {macro_id}.")
        found = teams.by_name(session, team) if team else None
        if team and found is None:
            raise BadInput(f"There is no team {team}.")
        row = row or Macro(name=name, text=text, changed_at=app.clock.now())
        row.name, row.text = name, text
        row.language = code_of(language) or None
        row.team_id = found.id if found else None
        row.changed_by, row.changed_at = actor.id, app.clock.now()
        session.add(row)
        session.flush()
        _audit(session, app, actor, "macro.saved", key(row.id))
        return key(row.id)


def remove(app: App, actor: Actor, macro_id: int) -> None:
    """Forget a saved reply; what was sent with it stays."""
    require(actor.role, Permission.APPROVE_REPLIES)
    with app.database.write() as session:
        row = session.get(Macro, macro_id)
        if row is None:
            raise BadInput(f"There is no saved reply {macro_id}.")
        session.delete(row)
        _audit(session, app, actor, "macro.removed", macro_id)


def fill(app: App, actor: Actor, macro_id: int, *, customer: str, said: Sequence[Said]) -> str:
    """The words for this case. A field without a value stays, and keeps the reply from leaving."""
    require(actor.role, Permission.ANSWER)
    with app.database.write() as session:
        row = session.get(Macro, macro_id)
        if row is None:
            raise BadInput("This saved reply was removed meanwhile.")
        macros.count_use(session, macro_id)
        words = row.text
    known = answered([Thing.ORDER_NUMBER], draft_checks.with_given(app, said))
    values = {
        "name": drafts.first_name(customer),
        "brand": app.brand,
        "agent": actor.display_name.split(" ")[0],
    }
    if order := known.get(Thing.ORDER_NUMBER):
        values["order_number"] = order.given[Thing.ORDER_NUMBER]
    return template.fill(words, {name: value for name, value in values.items() if value})


def _require_fit(name: str, text: str) -> None:
    if not name or len(name) > LONGEST_NAME or not text or len(text) > LONGEST_TEXT:
        raise BadInput(f"Give a name (up to {LONGEST_NAME}) and words (up to {LONGEST_TEXT}).")
    try:
        used = {found for _, found, _, _ in string.Formatter().parse(text) if found is not None}
    except ValueError as error:
        raise BadInput(f"The words cannot be read: {error}. Fields look like {{name}}.") from None
    unknown = sorted(used - template.FIELDS)
    if unknown:
        raise BadInput(
            f"Nobody fills in {{{unknown[0]}}}; there are {', '.join(sorted(template.FIELDS))}."
        )


def _rows(session: Session, found: Sequence[Macro]) -> list[MacroRow]:
    names = {key(team.id): team.name for team in teams.all_teams(session)}
    return [
        MacroRow(
            macro_id=key(row.id),
            name=row.name,
            text=row.text,
            language=row.language,
            team=names.get(row.team_id or 0),
            used=row.used,
        )
        for row in found
    ]


def _audit(session: Session, app: App, actor: Actor, action: str, macro_id: int) -> None:
    users.audit(session, action, f"macro:{macro_id}", user_id=actor.id, wall=app.clock.wall())
