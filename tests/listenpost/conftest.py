"""Fixtures for the use cases: an installation on fakes, and its log."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from sqlalchemy import table
from sqlmodel import SQLModel
from structlog.testing import capture_logs
from structlog.typing import EventDict

from storage import search_schema
from storage.engine import Database, make_database
from tests.fakes import Office, open_office


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
    """An empty, migrated database; the same one for each test, emptied after it."""
    if engine_name not in engines:
        url = request.getfixturevalue(f"migrated_{engine_name}")
        if engine_name == "sqlite":
            file = tmp_path_factory.mktemp("office") / "office.db"
            shutil.copyfile(url, file)
            url = f"sqlite:///{file}"
        engines[engine_name] = make_database(url)
    database = engines[engine_name]
    yield database
    with database.engine.begin() as connection:
        connection.execute(table(search_schema.TABLE).delete())  # no record describes it
        for record in reversed(SQLModel.metadata.sorted_tables):
            connection.execute(record.delete())
        connection.execute(table(search_schema.PENDING).delete())  # the triggers wrote it


@pytest.fixture
def office(database: Database) -> Office:
    """An empty installation; each test runs on SQLite and on PostgreSQL."""
    return open_office(database)
