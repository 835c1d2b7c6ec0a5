"""Fixtures for the use cases: an installation on fakes, and its log."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from storage.engine import Database
from tests.fakes import Office, open_office


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[EventDict]]:
    """What was logged, newest last."""
    with capture_logs() as found:
        yield found


@pytest.fixture
def office(database: Database) -> Office:
    """An empty installation; each test runs on SQLite and on PostgreSQL."""
    return open_office(database)
