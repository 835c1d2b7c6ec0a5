"""Fixtures for the use cases: an installation on fakes, and its log."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, table
from sqlmodel import SQLModel
from structlog.testing import capture_logs
from structlog.typing import EventDict

from storage import audit_schema, search_schema
from storage.engine import Database, make_database
from tests.fakes import Office, open_office

OWNER = "owner of "


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[EventDict]]:
    """What was logged, newest last."""
    with capture_logs() as found:
        yield found


@pytest.fixture(scope="session")
def engines() -> Iterator[dict[str, Database]]:
    """One engine for each database: it remembers its connections and the SQL that it once made."""
    found: dict[str, Database] = {}
    yield found
    for database in found.values():
        database.engine.dispose()


@pytest.fixture
def database(
    engine_name: str,
    engines: dict[str, Database],
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Database]:
    """An empty, migrated database; the same one for each test, emptied after it.

    On PostgreSQL a use case has the rights that deploy/postgresql/roles.sql gives, and no more.
    """
    if engine_name not in engines and engine_name == "sqlite":
        file = tmp_path_factory.mktemp("office") / "office.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), file)
        engines[engine_name] = engines[OWNER + engine_name] = make_database(f"sqlite:///{file}")
    elif engine_name not in engines:
        engines[engine_name] = make_database(request.getfixturevalue("narrow_postgresql"))
        engines[OWNER + engine_name] = make_database(request.getfixturevalue("migrated_postgresql"))
    yield engines[engine_name]
    with engines[OWNER + engine_name].engine.begin() as connection:
        _let_the_audit_go(connection)
        connection.execute(table(search_schema.TABLE).delete())  # no record describes it
        for record in reversed(SQLModel.metadata.sorted_tables):
            connection.execute(record.delete())
        connection.execute(table(search_schema.PENDING).delete())  # the triggers wrote it


@pytest.fixture
def owner(database: Database, engine_name: str, engines: dict[str, Database]) -> Database:
    """The same database for the role that owns it and may do what a use case may not."""
    assert database is engines[engine_name]
    return engines[OWNER + engine_name]


def _let_the_audit_go(connection: Connection) -> None:
    """Its rows cannot be deleted; this is how who owns the database does it all the same."""
    if connection.dialect.name == "sqlite":
        audit_schema.let_go(connection)
        connection.execute(table(audit_schema.TABLE).delete())
        audit_schema.follow(connection)
    else:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.execute(table(audit_schema.TABLE).delete())
        connection.exec_driver_sql("SET LOCAL session_replication_role = origin")


@pytest.fixture
def office(database: Database) -> Office:
    """An empty installation; each test runs on SQLite and on PostgreSQL."""
    return open_office(database)
