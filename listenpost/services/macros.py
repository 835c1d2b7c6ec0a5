"""Saved replies: leads keep them, agents put them into a reply with its fields filled in."""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from domain.audit import differing
from domain.draft_check import Said, Thing, answered
from domain.errors import BadInput, Conflict
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
    changed_at: dt.datetime


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
    seen: dt.datetime | None = None,
) -> int:
    """Keep a saved reply, or change one; raises BadInput for fields that nobody fills in.

    Raises Conflict for one that was changed after it was `seen`. The audit holds what was before
    and what is after, of the words a fingerprint.
    """
    require(actor.role, Permission.APPROVE_REPLIES)
    name, text = clean(name).strip(), clean(text).strip()
    _require_fit(name, text)
    with app.database.write() as session:
        row = _existing(session, macro_id) if macro_id else None
        if row is not None and seen is not None and row.changed_at != seen:
            raise Conflict("This saved reply was changed meanwhile: look at it, then change it.")
        found = teams.by_name(session, team) if team else None
        if team and found is None:
            raise BadInput(f"There is no team {team}.")
        before = _told(session, app, row)
        row = row or Macro(name=name, text=text, changed_at=app.clock.now())
        row.name, row.text = name, text
        row.language = code_of(language) or None
        row.team_id = found.id if found else None
        row.changed_by, row.changed_at = actor.id, app.clock.now()
        session.add(row)
        session.flush()
        after = _told(session, app, row)
        _audit(session, app, actor, "macro.saved", key(row.id), before=before, after=after)
        return key(row.id)


def _existing(session: Session, macro_id: int) -> Macro:
    row = session.get(Macro, macro_id, with_for_update=True)
    if row is None:
        raise BadInput(f"There is no saved reply {macro_id}.")
    return row


def _told(session: Session, app: App, row: Macro | None) -> dict[str, str]:
    """A saved reply as the audit knows it; nothing of one that is not there yet."""
    if row is None:
        return {}
    own_key = app.tombstones.own_key
    print_of = own_key.digest("saved reply", row.text)[:16] if own_key.can_be_had else "none"
    names = teams.names_by_id(session)
    return {
        "name": row.name,
        "words": f"fingerprint:{print_of}",
        "language": row.language or "",
        "team": names.get(row.team_id or 0, ""),
    }


def remove(app: App, actor: Actor, macro_id: int) -> None:
    """Forget a saved reply; what was sent with it stays."""
    require(actor.role, Permission.APPROVE_REPLIES)
    with app.database.write() as session:
        row = _existing(session, macro_id)
        before = _told(session, app, row)
        session.delete(row)
        _audit(session, app, actor, "macro.removed", macro_id, before=before, after={})


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
        raise BadInput(
            f"Give a name (up to {LONGEST_NAME} characters) and words (up to {LONGEST_TEXT})."
        )
    try:
        used = {found for _, found, _, _ in string.Formatter().parse(text) if found is not None}
    except ValueError:
        raise BadInput(
            "A brace stands alone: a field has one before and one behind its name."
        ) from None
    unknown = sorted(used - template.FIELDS)
    if unknown:
        raise BadInput(
            f"Nobody fills in “{unknown[0]}”; there are {', '.join(sorted(template.FIELDS))}."
        )


def _rows(session: Session, found: Sequence[Macro]) -> list[MacroRow]:
    names = teams.names_by_id(session)
    return [
        MacroRow(
            macro_id=key(row.id),
            name=row.name,
            text=row.text,
            language=row.language,
            team=names.get(row.team_id or 0),
            used=row.used,
            changed_at=row.changed_at,
        )
        for row in found
    ]


def _audit(
    session: Session,
    app: App,
    actor: Actor,
    action: str,
    macro_id: int,
    *,
    before: dict[str, str],
    after: dict[str, str],
) -> None:
    """Who did it, and those parts that are another than before."""
    parts = differing(before, after)
    users.audit(
        session,
        action,
        f"macro:{macro_id}",
        user_id=actor.id,
        wall=app.clock.wall(),
        before={part: before[part] for part in parts if part in before},
        after={part: after[part] for part in parts if part in after},
    )
