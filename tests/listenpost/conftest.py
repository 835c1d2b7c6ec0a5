"""Fixtures for the use cases: an installation on fakes, and its log."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from storage.engine import Database, make_database
from tests.fakes import Office, open_office


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[EventDict]]:
    """What was logged, newest last."""
    with capture_logs() as found:
        yield found


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Database]]:
    """One engine for each database: it remembers the SQL that it once made."""
    found = {
        "sqlite": make_database(f"sqlite:///{tmp_path_factory.mktemp('office') / 'office.db'}")
    }
    yield found
    for database in found.values():
        database.engine.dispose()


@pytest.fixture
def database(
    engine_name: str, engines: dict[str, Database], request: pytest.FixtureRequest
) -> Iterator[Database]:
    """An empty, migrated database: the same one for each test, emptied."""
    if engine_name == "postgresql":
        url = request.getfixturevalue("database_url")
        database = engines.setdefault("postgresql", make_database(url))
    else:
        database = engines["sqlite"]
        file = Path(str(database.engine.url.database))
        for old in file.parent.glob(f"{file.name}*"):
            old.unlink()
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), file)
    yield database
    database.engine.dispose()


@pytest.fixture
def office(database: Database) -> Office:
    """An empty installation; each test runs on SQLite and on PostgreSQL."""
    return open_office(database)
