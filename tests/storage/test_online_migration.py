"""A migration on PostgreSQL beside a worker of the version before, which goes on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import text

from domain.errors import Conflict
from storage import migrate
from storage.engine import Database, make_database
from storage.models import Mention
from tests.storage.builders import number_of, post, store

pytestmark = pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)


@pytest.fixture
def version_before(empty_database_url: str) -> Iterator[Database]:
    """A database with a post, that lacks the newest migration."""
    database = make_database(empty_database_url)
    migrate.upgrade(database)
    store(database, post("a"))
    with database.engine.begin() as connection:
        command.downgrade(migrate._config(connection), "-1")
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
