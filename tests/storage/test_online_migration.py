"""A migration on PostgreSQL beside a worker of the version before, which goes on."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from alembic import command
from sqlalchemy import event, inspect, text

from domain.errors import Conflict
from storage import indexes, migrate
from storage.engine import Database, make_database
from storage.models import Mention
from tests.storage.builders import add_case, number_of, post, store

INDEX = re.compile(r'CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)\S+ ON "?(\w+)')
pytestmark = pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)


@pytest.fixture
def version_before(empty_database_url: str) -> Iterator[Database]:
    """A database with a post, that lacks the newest migrations, indexes of 0027 among them."""
    database = make_database(empty_database_url)
    migrate.upgrade(database)
    store(database, post("a"))
    with database.engine.begin() as connection:
        command.downgrade(migrate._config(connection), "0026")
    yield database
    database.engine.dispose()


def test_behind_a_long_transaction_it_gives_up_in_words_and_the_worker_goes_on(
    version_before: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = migrate.revision_of(version_before)
    monkeypatch.setitem(migrate._ON_POSTGRESQL, "lock_timeout", "100ms")
    with version_before.read() as report:  # a long one, that has read the table
        report.execute(text("SELECT count(*) FROM mention"))
        with pytest.raises(Conflict, match=r"longer than 100ms.*pg_stat_activity"):
            migrate.upgrade(version_before)
        assert migrate.revision_of(version_before) == before
        with version_before.write() as worker:
            worker.execute(text("SET LOCAL lock_timeout = '1s'"))
            worker.execute(text("UPDATE mention SET language = 'en'"))
    migrate.upgrade(version_before)
    assert migrate.is_current(version_before)
    assert number_of(version_before, Mention) == 1


def test_the_newest_migration_makes_no_index_on_a_table_that_was_there(
    version_before: Database,
) -> None:
    """It would hold the table until it is done; storage.indexes makes it afterwards."""
    there = set(inspect(version_before.engine).get_table_names())
    made: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        made.extend(INDEX.findall(statement))

    event.listen(version_before.engine, "before_cursor_execute", note)
    migrate.upgrade(version_before)
    assert not set(made) & there


def test_indexes_are_made_while_others_write(version_before: Database) -> None:
    """A reader that began before holds up the index, and neither the migration nor a writer."""
    old_shape = _columns(version_before, "ix_case_rank")
    with version_before.read() as report:
        report.execute(text("SELECT count(*) FROM user_account"))
        upgrading = threading.Thread(target=migrate.upgrade, args=(version_before,))
        upgrading.start()
        _until(lambda: migrate.is_current(version_before))
        _until(lambda: _columns(version_before, "ix_case_rank_old") == old_shape)
        with version_before.write() as worker:
            worker.execute(text("SET LOCAL lock_timeout = '1s'"))
            add_case(worker)
            worker.execute(text('UPDATE "case" SET rank = rank + 1'))
        assert "ix_case_rank" in indexes.lacking(version_before)
        assert upgrading.is_alive()
    upgrading.join(30)
    assert indexes.lacking(version_before) == []
    assert "brand_topic_id" in _columns(version_before, "ix_case_rank")
    assert not _columns(version_before, "ix_case_rank_old")
    migrate.check(version_before)


def test_who_waits_too_long_for_an_index_works_without_it_and_the_next_one_makes_it(
    version_before: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "PATIENCE", "100ms")
    with version_before.read() as report:
        report.execute(text("SELECT count(*) FROM user_account"))
        migrate.upgrade(version_before)
        assert migrate.is_current(version_before)
        assert {"ix_case_rank", "ix_pulse_post_slot"} <= set(indexes.lacking(version_before))
    migrate.upgrade(version_before)
    assert indexes.lacking(version_before) == []
    migrate.check(version_before)


@pytest.mark.parametrize("leftover", ["the one before", "one before that, and another shape"])
def test_a_reader_in_the_way_of_taking_an_old_index_away_ends_no_start(
    version_before: Database, monkeypatch: pytest.MonkeyPatch, leftover: str
) -> None:
    """Taking away waits for readers too, after the new index as before it."""
    migrate.upgrade(version_before)
    with version_before.engine.begin() as connection:
        connection.execute(text('CREATE INDEX ix_case_rank_old ON "case" (rank)'))
        if leftover != "the one before":
            connection.execute(text("DROP INDEX ix_case_rank"))
            connection.execute(text('CREATE INDEX ix_case_rank ON "case" (rank)'))
    monkeypatch.setattr(indexes, "PATIENCE", "100ms")
    with version_before.read() as report:
        report.execute(text('SELECT count(*) FROM "case"'))
        migrate.upgrade(version_before)
        assert _columns(version_before, "ix_case_rank")
        assert _columns(version_before, "ix_case_rank_old")
    migrate.upgrade(version_before)
    assert indexes.lacking(version_before) == []
    assert not _columns(version_before, "ix_case_rank_old")


def test_an_index_whose_making_was_killed_is_made_anew(version_before: Database) -> None:
    migrate.upgrade(version_before)
    with version_before.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_case_rank'::regclass"
            )
        )
    assert indexes.lacking(version_before) == ["ix_case_rank"]
    migrate.upgrade(version_before)
    assert indexes.lacking(version_before) == []


def test_while_one_makes_indexes_another_goes_on_without_waiting(version_before: Database) -> None:
    with version_before.read() as report:
        report.execute(text("SELECT count(*) FROM user_account"))
        first = threading.Thread(target=migrate.upgrade, args=(version_before,))
        first.start()
        _until(lambda: bool(_columns(version_before, "ix_case_rank_old")))
        migrate.upgrade(version_before)  # comes back although the first still waits
        assert first.is_alive()
    first.join(30)
    assert indexes.lacking(version_before) == []


def _columns(database: Database, name: str) -> list[str]:
    with database.read() as session:
        found = session.execute(
            text(
                "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(:name)"
                " ORDER BY attnum"
            ),
            {"name": name},
        )
        return [row[0] for row in found]


def _until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.02)
