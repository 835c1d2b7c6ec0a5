"""Who did what: looking it up, handing it out, and proving that no row of it was changed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from domain.audit import Chain, Fault, Head
from domain.errors import BadInput
from domain.role import Actor, Permission, require
from domain.spreadsheet import harmless
from domain.text import clean
from listenpost.services.app import App
from storage import audit, users
from storage.audit import AuditFilter as AuditFilter
from storage.ids import key
from storage.models import AuditEntry

MOST_EXPORTED = 1_000_000
MOST_FAULTS = 100
HEAD = ("number", "at", "user", "name", "action", "subject", "detail", "before_chain", "previous",
        "hash")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One row; `name` is the sign-in name of who did it, "" where nobody was signed in."""

    number: int
    at: dt.datetime
    user: int | None
    name: str
    action: str
    subject: str
    detail: dict[str, Any]
    before_chain: bool
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doer:
    """Somebody who may have done something: the sign-in name, and the name that people see."""

    name: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What looking at the whole chain has found; `before` rows are older than the chain."""

    rows: int
    before: int
    head: Head
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


def find(
    app: App, actor: Actor, wanted: AuditFilter, *, limit: int, offset: int = 0
) -> list[AuditRow]:
    """Rows that the filter finds, the newest first, for who may read the audit."""
    require(actor.role, Permission.READ_AUDIT)
    return rows(app, wanted, limit=limit, offset=offset)


def rows(app: App, wanted: AuditFilter, *, limit: int, offset: int = 0) -> list[AuditRow]:
    """The same without a signed-in user: the command line."""
    with app.database.read() as session:
        names = {key(user.id): user.name for user in users.all_users(session)}
        found = audit.found(session, wanted, limit=limit, offset=offset)
        return [_row(row, names) for row in found]


def _row(row: AuditEntry, names: dict[int, str]) -> AuditRow:
    entry = audit.as_entry(row)
    return AuditRow(
        number=entry.number,
        at=entry.at,
        user=entry.user_id,
        name=names.get(entry.user_id or 0, ""),
        action=entry.action,
        subject=entry.subject,
        detail=dict(entry.detail),
        before_chain=entry.before_chain,
        previous=entry.previous,
        hash=entry.hash,
    )


def of_name(app: App, name: str) -> int:
    """The number of the user with this sign-in name; raises BadInput for none."""
    with app.database.read() as session:
        user = users.by_name(session, clean(name))
    if user is None:
        raise BadInput(f"There is no user {name}: `listenpost user list` shows who there is.")
    return key(user.id)


def doers(app: App, actor: Actor) -> dict[int, Doer]:
    """Every account, by number."""
    require(actor.role, Permission.READ_AUDIT)
    with app.database.read() as session:
        return {
            key(user.id): Doer(name=user.name, shown=user.display_name or user.name)
            for user in users.all_users(session)
        }


def verify(app: App, *, anchor: str = "") -> Verdict:
    """Follow the whole chain; `anchor` is a head that was printed and kept elsewhere."""
    faults: list[Fault] = []
    with app.database.read() as session:
        chain = Chain(head=audit.head(session), anchor=anchor)
        for fault in chain.faults(audit.all_entries(session)):
            if len(faults) < MOST_FAULTS:
                faults.append(fault)
    return Verdict(rows=chain.rows, before=chain.before, head=chain.last, faults=tuple(faults))


def verify_as(app: App, actor: Actor) -> Verdict:
    """The same for a signed-in user."""
    require(actor.role, Permission.READ_AUDIT)
    return verify(app)


def export_as(app: App, actor: Actor, wanted: AuditFilter) -> Iterable[AuditRow]:
    """Every row that the filter finds, for a signed-in user."""
    require(actor.role, Permission.READ_AUDIT)
    return export(app, wanted, user_id=actor.id)


def export(app: App, wanted: AuditFilter, *, user_id: int | None = None) -> Iterable[AuditRow]:
    """Every row that the filter finds, the oldest first; the export is itself written down."""
    found = rows(app, wanted, limit=MOST_EXPORTED + 1)
    if len(found) > MOST_EXPORTED:
        raise BadInput(f"These are more than {MOST_EXPORTED:,} rows: choose a shorter period.")
    with app.database.write() as session:
        wall = app.clock.wall()
        users.audit(session, "audit.exported", "audit", user_id=user_id, wall=wall, rows=len(found))
    return reversed(found)


def as_json(row: AuditRow) -> str:
    """One row on one line."""
    facts = asdict(row) | {"at": row.at.isoformat()}
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def as_csv(found: Sequence[AuditRow]) -> str:
    """A line of names, then one line a row; every cell is neutralised."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEAD)
    for row in found:
        facts = asdict(row) | {"at": row.at.isoformat(), "detail": json.dumps(row.detail)}
        writer.writerow([harmless(facts[name]) for name in HEAD])
    return file.getvalue()
