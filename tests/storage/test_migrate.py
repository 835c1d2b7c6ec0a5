"""Bringing a database to the newest schema, whoever else does it at the same moment."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, Table, inspect, select, text
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from storage import engine as engine_module
from storage import migrate, search_schema
from storage.engine import Database, make_database
from tests.storage.builders import NOW

FIRST = "0001"
ROWS: dict[str, dict[str, object]] = {
    "customer": {"id": 1, "name": "Ζωή", "created_at": NOW},
    "author": {
        "id": 1,
        "platform": "x",
        "external_id": "7",
        "handle": "zoe",
        "customer_id": 1,
        "created_at": NOW,
    },
    "conversation": {"id": 1, "platform": "x", "external_id": "t"},
    "user_account": {
        "id": 1,
        "name": "ada",
        "display_name": "Ada",
        "role": "lead",
        "password_hash": "x",
        "failed_sign_ins": 0,
        "created_at": NOW,
    },
    "case": {
        "id": 1,
        "customer_id": 1,
        "platform": "x",
        "title": "a matter",
        "status": "open",
        "urgency": "high",
        "topic": "order",
        "sentiment": "negative",
        "private": False,
        "opened_at": NOW,
        "last_activity_at": NOW,
        "due_at": NOW,
        "unanswered_posts": 2,
        "rank": 1.5,
        "reply_pending": False,
        "assignee_id": 1,
        "version": 3,
    },
    "mention": {
        "id": 1,
        "platform": "x",
        "external_id": "1992",
        "kind": "post",
        "author_id": 1,
        "conversation_id": 1,
        "text": "where is it? 😡",
        "url": "https://x.com/zoe/status/1992",
        "published_at": NOW,
        "stored_at": NOW,
        "summoned": True,
        "by_brand": False,
        "listener": "x",
        "case_id": 1,
        "raw": {"id": "1992"},
    },
    "reply": {
        "id": 1,
        "case_id": 1,
        "mention_id": 1,
        "kind": "public",
        "text": "on its way",
        "status": "sent",
        "idempotency_key": "k",
        "drafted_by": 1,
        "created_at": NOW,
        "attempts": 1,
        "looks": 0,
    },
    "case_event": {"id": 1, "case_id": 1, "kind": "opened", "at": NOW, "detail": {}},
    "sla_clock": {
        "id": 1,
        "case_id": 1,
        "metric": "first_response",
        "urgency": "high",
        "started_at": NOW,
        "due_at": NOW,
        "answered": False,
    },
}
"""One row of each kind, as the first version of the schema knew it."""


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    database = make_database(empty_database_url)
    yield database
    database.engine.dispose()


def tables(database: Database) -> set[str]:
    """Without the search's own, which SQLite keeps in several."""
    found = inspect(database.engine).get_table_names()
    return {name for name in found if not name.startswith(search_schema.TABLE)}


def go(database: Database, revision: str) -> None:
    """Up to a revision of the past, or down to it."""
    with (
        database.engine.connect() as connection,
        migrate._rebuilding(connection),
        connection.begin(),
    ):
        config = migrate._config(connection)
        step = command.upgrade if revision == FIRST else command.downgrade
        step(config, revision)


def fill(database: Database) -> None:
    with database.engine.begin() as connection:
        for name, row in ROWS.items():
            connection.execute(Table(name, MetaData(), autoload_with=connection).insert(), row)


def content(database: Database) -> dict[str, dict[str, object]]:
    """What became of the rows, in the columns that they had at first."""
    found = {}
    with database.engine.begin() as connection:
        for name, row in ROWS.items():
            table = Table(name, MetaData(), autoload_with=connection)
            (kept,) = connection.execute(select(*(table.c[column] for column in row))).mappings()
            found[name] = dict(kept)
    return found


def test_an_empty_database_gets_the_newest_schema(empty: Database) -> None:
    assert not migrate.is_current(empty)
    migrate.upgrade(empty)
    assert migrate.is_current(empty)
    assert tables(empty) == {*SQLModel.metadata.tables, "alembic_version"}


def test_the_records_and_the_migrations_agree(empty: Database) -> None:
    migrate.upgrade(empty)
    migrate.check(empty)


def test_upgrading_again_changes_nothing(empty: Database) -> None:
    migrate.upgrade(empty)
    fill(empty)
    before = content(empty)
    migrate.upgrade(empty)
    assert content(empty) == before


def test_a_database_of_the_first_version_keeps_what_it_has(empty: Database) -> None:
    go(empty, FIRST)
    fill(empty)
    before = content(empty)
    migrate.upgrade(empty)
    assert migrate.is_current(empty)
    assert content(empty) == before
    migrate.check(empty)


def test_the_way_down_can_be_gone_up_again(empty: Database) -> None:
    migrate.upgrade(empty)
    fill(empty)
    go(empty, "base")
    assert tables(empty) == {"alembic_version"}
    migrate.upgrade(empty)
    migrate.check(empty)


def test_processes_that_upgrade_at_once_do_it_once(
    empty: Database, empty_database_url: str
) -> None:
    program = (
        "import sys; from storage import migrate; from storage.engine import make_database\n"
        "database = make_database(sys.argv[1]); print('ready', flush=True); sys.stdin.readline()\n"
        "migrate.upgrade(database); assert migrate.is_current(database); print('done')"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, empty_database_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=Path(migrate.__file__).parents[1],
            text=True,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate(timeout=60) for process in processes]
    assert told == [("done\n", "")] * 2
    assert migrate.is_current(empty)
    migrate.check(empty)


# --- migrations to come


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Scripts with room for a version after the newest; the file to write it to."""
    scripts = tmp_path / "migrations"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
    yield scripts / "versions" / "9999_next.py"
    migrate.newest.cache_clear()


def write_next(database: Database, file: Path, *steps: str) -> None:
    migrate.newest.cache_clear()
    with database.engine.connect() as connection:
        newest = ScriptDirectory.from_config(migrate._config(connection)).get_current_head()
    body = "\n    ".join(steps)
    file.write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n\n"
        f"revision = '9999'\ndown_revision = {newest!r}\n\n\ndef upgrade():\n    {body}\n",
        encoding="utf-8",
    )


def test_a_migration_that_fails_half_way_leaves_nothing(
    empty: Database, next_version: Path
) -> None:
    write_next(
        empty,
        next_version,
        "op.create_table('half', sa.Column('id', sa.Integer))",
        "op.execute(\"UPDATE customer SET name = 'changed'\")",
        "raise RuntimeError('half way')",
    )
    with pytest.raises(RuntimeError, match="half way"):
        migrate.upgrade(empty)
    assert tables(empty) <= {"alembic_version"}
    next_version.unlink()
    migrate.upgrade(empty)
    migrate.check(empty)


def test_tables_that_others_point_at_can_be_rebuilt_with_their_rows(
    empty: Database, next_version: Path
) -> None:
    """SQLite changes a column by making the table anew, which its foreign keys forbid."""
    migrate.upgrade(empty)
    fill(empty)
    before = content(empty)
    write_next(
        empty,
        next_version,
        "for table in ('customer', 'user_account', 'case', 'mention'):",
        "    with op.batch_alter_table(table) as batch:",
        "        batch.create_check_constraint('counted', 'id > 0')",
    )
    migrate.upgrade(empty)
    assert migrate.is_current(empty)
    assert content(empty) == before


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_migration_that_breaks_a_reference_is_undone(empty: Database, next_version: Path) -> None:
    migrate.upgrade(empty)
    fill(empty)
    before = content(empty)
    write_next(empty, next_version, "op.execute('DELETE FROM customer')")
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        migrate.upgrade(empty)
    assert content(empty) == before


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_after_an_upgrade_foreign_keys_are_watched_again(empty: Database) -> None:
    migrate.upgrade(empty)
    with empty.engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_asking_for_the_version_does_not_wait_for_a_writer(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "BUSY_TIMEOUT_MS", 100)
    database = make_database(empty_database_url)
    migrate.upgrade(database)
    with database.write() as session:
        session.execute(text("DELETE FROM task"))
        assert migrate.is_current(database)
        migrate.upgrade(database)
        with pytest.raises(OperationalError, match="locked"):
            migrate.check(database)
    database.engine.dispose()
