"""From SQLite to PostgreSQL: every row, resumed where it was broken off, compared at the end."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, text
from sqlmodel import SQLModel

from domain.errors import BadInput, Conflict
from listenpost.services import inbox, moving
from listenpost.services.inbox import InboxFilter
from storage import migrate, users
from storage import moving as storage_moving
from storage.engine import Database, make_database
from storage.models import Case
from tests.fakes import Office, open_office

MENTION, POLL = (SQLModel.metadata.tables[name] for name in ("mention", "poll"))
pytestmark = pytest.mark.parametrize("engine_name", ["postgresql"])


@pytest.fixture
def office(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Office]:
    """A day's work on SQLite."""
    file = tmp_path / "listenpost.db"
    file.write_bytes(migrated_sqlite.read_bytes())
    database = make_database(f"sqlite:///{file}")
    office = open_office(database)
    ann = office.user()
    for name in ("Ada", "Bo", "Cy"):
        case_id = office.case_for(name, f"my kettle is broken, says {name} \u00e9\U0001f600")
    office.send(ann, case_id)
    office.deliver()
    with database.write() as session:
        users.audit(session, "test.moved", "database", user_id=ann.id, wall=office.time.wall)
    yield office
    database.engine.dispose()


@pytest.fixture
def target(database_url: str) -> Iterator[Database]:
    found = make_database(database_url)
    yield found
    found.engine.dispose()


def told(_table: str, _rows: int) -> None:
    """Nobody watches."""


def test_what_was_there_is_there_and_can_be_searched_and_goes_on(
    office: Office, target: Database
) -> None:
    done = moving.move(office.app, target, progress=told)
    assert done.rows == done.copied > 20
    there = replace(open_office(target), ids=itertools.count(5000))
    (row,) = inbox.rows(there.app, office.user("ben"), InboxFilter(search="kettle bo"))
    assert row.customer == "Bo"
    there.listener.pages.extend(office.listener.pages)  # the cursor came along
    there.case_for("Di", "mine is broken, too")  # numbers go on behind those that were brought
    assert len(there.rows(Case)) == 4
    migrate.check(target)


class BrokenOffError(Exception):
    """Somebody pulled the plug."""


def test_a_move_that_was_broken_off_goes_on_and_copies_nothing_twice(
    office: Office, target: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage_moving, "AT_ONCE", 2)

    def breaks(table: str, _: int) -> None:
        if table == "mention":
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        moving.move(office.app, target, progress=breaks)
    with target.read() as session:
        assert storage_moving.fingerprint(session.connection(), MENTION)[0] == 2
    with pytest.raises(Conflict, match="--resume"):
        moving.move(office.app, target, progress=told)
    done = moving.move(office.app, target, resume=True, progress=told)
    assert 0 < done.copied < done.rows


def test_what_was_changed_meanwhile_is_named(office: Office, target: Database) -> None:
    moving.move(office.app, target, progress=told)
    with target.engine.begin() as connection:
        connection.execute(text("UPDATE mention SET text = text || '!' WHERE id = 1"))
    with pytest.raises(Conflict, match=r"differ in mention \(\d+ and \d+ rows\)"):
        moving.move(office.app, target, resume=True, progress=told)


def test_a_row_that_is_missing_is_named(office: Office, target: Database) -> None:
    moving.move(office.app, target, progress=told)
    with target.engine.begin() as connection:
        connection.execute(delete(POLL))
    with target.read() as session:
        assert storage_moving.fingerprint(session.connection(), POLL)[0] == 0
    assert moving.move(office.app, target, resume=True, progress=told).copied >= 1


def test_it_goes_from_sqlite_to_postgresql_alone(office: Office, target: Database) -> None:
    with pytest.raises(BadInput, match="not from sqlite to sqlite"):
        moving.move(office.app, office.app.database, progress=told)
