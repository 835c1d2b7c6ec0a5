"""Bringing a database to the newest schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from domain.errors import Conflict
from storage import indexes, search
from storage.engine import Database
from storage.rights import may_change_tables, require_owner

VERSION_TABLE = "alembic_version"
SCRIPTS = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 4_915_207  # any constant of our own; two processes never migrate at once
_ON_POSTGRESQL = {"lock_timeout": "10s", "idle_in_transaction_session_timeout": "0"}
"""Workers of the version before may wait behind us: so long for each table that we do not get."""


def upgrade(database: Database) -> None:
    """Create or upgrade the schema, in one transaction, under a lock; indexes follow it.

    Raises ConfigurationError where the database's role may only change rows, and Conflict where
    somebody holds a table for too long: then nothing is changed.
    """
    if not is_current(database):
        _upgrade(database)
    if may_change_tables(database):
        indexes.follow(database)


def _upgrade(database: Database) -> None:
    there = f"its tables are of version {revision_of(database) or 'none'}"
    require_owner(database, f"The database must be upgraded: {there}, this version's {newest()}")
    with database.engine.connect() as connection, _rebuilding(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            if MigrationContext.configure(connection).get_current_revision() == newest():
                return  # somebody has done it meanwhile, and makes its indexes now
            for setting, value in _ON_POSTGRESQL.items():
                connection.execute(text(f"SET LOCAL {setting} = '{value}'"))
        with _giving_up_in_words():
            command.upgrade(_config(connection), "head")
        if connection.dialect.name == "sqlite":
            _check_references(connection)
    read_for_search(database)


@contextmanager
def _giving_up_in_words() -> Iterator[None]:
    """Whoever wants a table after us waits behind us: better to come again than to hold them up."""
    try:
        yield
    except OperationalError as error:
        if not indexes.in_the_way(error):
            raise
        raise Conflict(
            "The database could not be upgraded: somebody has held one of its tables for longer "
            f"than {_ON_POSTGRESQL['lock_timeout']}. Nothing was changed. End the long transaction "
            "(pg_stat_activity shows who has one, by xact_start), or stop the workers, and start "
            "again."
        ) from error


def read_for_search(database: Database) -> None:
    """Cases that were there before the search was."""
    while True:
        with database.write() as session:
            if not search.refresh(session):
                return


def is_current(database: Database) -> bool:
    """Whether the schema is the one that this version expects."""
    return revision_of(database) == newest()


def revision_of(database: Database) -> str | None:
    """Which schema the database has; None where it has none."""
    with database.read() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def knows(revision: str) -> bool:
    """Whether this version can go on from that schema."""
    return revision in {one.revision for one in _scripts().walk_revisions()}


@cache
def newest() -> str | None:
    """The revision that this version expects; it reads every migration once in a process."""
    return _scripts().get_current_head()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(SCRIPTS))


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
