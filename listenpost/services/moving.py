"""Moving an installation from SQLite to PostgreSQL, checked row by row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from sqlalchemy import Connection, Table

from domain.errors import BadInput, Conflict
from listenpost.services.app import App
from storage import copies, migrate, moving, rights
from storage.engine import Database

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Rows that the target holds now, those of this call among them, and of how many tables."""

    rows: int
    copied: int
    tables: int


def move(
    app: App, target: Database, *, resume: bool = False, progress: Callable[[str, int], None]
) -> Moved:
    """Copy everything into an empty PostgreSQL database, and compare both; the source stays.

    No worker and no dashboard may run meanwhile. Raises BadInput for engines other than these,
    Conflict where the target holds data (`resume` goes on there), or where both differ at the end.
    """
    _require_engines(app.database, target)
    rights.require_owner(target, "Rows are moved by who owns the tables")
    migrate.upgrade(target)
    held = sum(n for table, n in copies.rows_of(target).items() if table != moving.MADE)
    if held and not resume:
        raise Conflict(
            f"The target holds {held} rows already: name an empty database, or say --resume to go "
            "on with a move that was broken off. Nothing was changed."
        )
    with app.database.read() as session:
        source = session.connection()
        copied = sum(
            moving.copy(source, target, table, progress=_named(progress, table))
            for table in moving.tables()
        )
        moving.go_on_counting(target)
        rows = _compared(source, target)
    migrate.read_for_search(target)
    log.info("database.moved", rows=rows, copied=copied)
    return Moved(rows=rows, copied=copied, tables=len(moving.tables()))


def _named(progress: Callable[[str, int], None], table: Table) -> Callable[[int], None]:
    return lambda rows: progress(table.name, rows)


def _require_engines(source: Database, target: Database) -> None:
    engines = source.engine.dialect.name, target.engine.dialect.name
    if engines != ("sqlite", "postgresql"):
        raise BadInput(
            f"This moves from sqlite to postgresql, and not from {engines[0]} to {engines[1]}: "
            "database.url names where from, --to where to."
        )
    if not migrate.is_current(source):
        raise BadInput("The database is not up to date: `listenpost init` upgrades it.")


def _compared(source: Connection, target: Database) -> int:
    """The rows of both, which are the same."""
    total, wrong = 0, []
    with target.read() as session:
        for table in moving.tables():
            here = moving.fingerprint(source, table)
            there = moving.fingerprint(session.connection(), table)
            total += here[0]
            if here != there:
                wrong.append(f"{table.name} ({here[0]} and {there[0]} rows)")
    if wrong:
        raise Conflict(
            f"Both differ in {', '.join(wrong)}: something wrote meanwhile. Stop workers and "
            "dashboard, empty the target, and begin again. The source is as it was."
        )
    return total
