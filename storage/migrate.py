"""Bringing a database to the newest schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage import search
from storage.engine import Database

SCRIPTS = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 4_915_207  # any constant of our own; two processes never migrate at once


def upgrade(database: Database) -> None:
    """Create or upgrade the schema, in one transaction, under a lock."""
    if is_current(database):
        return
    with database.engine.connect() as connection, _rebuilding(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        command.upgrade(_config(connection), "head")
        if connection.dialect.name == "sqlite":
            _check_references(connection)
    _read_for_search(database)


def _read_for_search(database: Database) -> None:
    """Cases that were there before the search was."""
    while True:
        with database.write() as session:
            if not search.refresh(session):
                return


def is_current(database: Database) -> bool:
    """Whether the schema is the one that this version expects."""
    with database.read() as session:
        connection = session.connection()
        current = MigrationContext.configure(connection).get_current_revision()
        return current == ScriptDirectory.from_config(_config(connection)).get_current_head()


@contextmanager
def _rebuilding(connection: Connection) -> Iterator[None]:
    """SQLite changes a column by making the table anew; what points at it must not mind.

    It listens to this pragma only outside of a transaction, so it goes to the driver itself.
    """
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        tables = sorted({str(row[0]) for row in broken})
        raise RuntimeError(f"The migration breaks foreign keys of {', '.join(tables)}; undone.")


def check(database: Database) -> None:
    """Raise alembic's CommandError where the records and the migrations differ."""
    with database.engine.begin() as connection:
        config = _config(connection)
        config.attributes["comparing"] = True
        command.check(config)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config
