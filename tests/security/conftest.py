"""Attacks on a dashboard that runs as an operator starts it, and how many there were."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage import migrate
from storage.engine import make_database
from tests.dashboard.conftest import (  # noqa: F401  fixtures
    browser,
    open_page,
    server,
    token,
    window,
    world,
)
from tests.fakes import Office, open_office

FULL = os.environ.get("SECURITY") == "full"
"""`make test-security`; without it the same attacks are tried with fewer cases."""
Count = Callable[[str, int], None]
_tried: dict[str, int] = {}


@pytest.fixture
def tried() -> Count:
    """tried("forged webhooks", 300): how many cases of what there were."""

    def add(what: str, number: int) -> None:
        _tried[what] = _tried.get(what, 0) + number

    return add


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The number of cases, where one process ran them."""
    if _tried:
        terminalreporter.section("attacks")
        for what, number in sorted(_tried.items()):
            terminalreporter.write_line(f"{number:>9,} {what}")
        terminalreporter.write_line(f"{sum(_tried.values()):>9,} in all")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An installation on fakes, in a file of this test's own."""
    database = make_database(f"sqlite:///{tmp_path / 'office.db'}")
    migrate.upgrade(database)
    yield open_office(database)
    database.engine.dispose()
