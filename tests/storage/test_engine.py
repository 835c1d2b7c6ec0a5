"""Transactions: what was read cannot change under a writer, and a kill leaves nothing half done."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, text
from sqlmodel import col, select, update

from domain.errors import ConfigurationError
from storage import engine as engine_module
from storage import polls
from storage.engine import Database, make_database
from storage.models import Customer, Poll
from tests.storage.builders import MINUTE, NOW, add_customer, at_once, number_of

ROOT = Path(engine_module.__file__).parents[1]
on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)


def register(database: Database) -> None:
    with database.write() as session:
        polls.register(session, listener="x", platform="x", kind="x", now=NOW)


def counted(database: Database) -> int:
    with database.read() as session:
        return session.get_one(Poll, "x").pages


# --- addresses


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "postgresql://u:secret@host:port/db",
        "mysql://u:secret@host/db",
        "postgres://u:secret@host/db",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_an_address_that_cannot_work_is_refused_in_words_and_without_the_password(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make_database(url)
    assert "database.url" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_the_folder_of_a_database_is_made(tmp_path: Path) -> None:
    database = make_database(f"sqlite:///{tmp_path}/a/b c/ü.db")
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))
    assert (tmp_path / "a" / "b c" / "ü.db").is_file()
    database.engine.dispose()


def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match=r"database\.url"):
        make_database(f"sqlite:///{tmp_path}/file/listenpost.db")


# --- SQLite's settings


@on_sqlite
@pytest.mark.parametrize("session_of", ["read", "write"])
def test_every_connection_is_careful(database: Database, session_of: str) -> None:
    opened = database.read() if session_of == "read" else database.write()
    with opened as session:
        found = {
            name: session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    full = 2
    assert found == {
        "journal_mode": "wal",
        "synchronous": full,
        "foreign_keys": 1,
        "busy_timeout": engine_module.BUSY_TIMEOUT_MS,
    }


# --- transactions


def test_an_error_undoes_everything(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as session:  # noqa: PT012
        add_customer(session)
        _ = 1 / 0
    assert number_of(database, Customer) == 0
    with database.write() as session:
        add_customer(session)
    assert number_of(database, Customer) == 1


def test_a_record_can_be_read_after_its_session(database: Database) -> None:
    with database.write() as session:
        customer = Customer(name="Anna", created_at=NOW)
        session.add(customer)
    assert customer.id is not None
    assert customer.name == "Anna"


def test_a_reader_sees_nothing_that_is_not_committed(database: Database) -> None:
    with database.write() as session:
        add_customer(session)
        assert number_of(database, Customer) == 0
    assert number_of(database, Customer) == 1


def test_a_reader_sees_one_moment_from_beginning_to_end(database: Database) -> None:
    with database.read() as session:
        before = session.exec(select(func.count()).select_from(Customer)).one()
        with database.write() as writing:
            add_customer(writing)
        after = session.exec(select(func.count()).select_from(Customer)).one()
    assert (before, after) == (0, 0)
    assert number_of(database, Customer) == 1


def test_readers_do_not_wait_for_a_writer_nor_the_writer_for_them(database: Database) -> None:
    with database.read() as reading, database.write() as writing:
        assert reading.exec(select(func.count()).select_from(Customer)).one() == 0
        add_customer(writing)
        done = at_once(4, lambda _: number_of(database, Customer))
    assert done == [0, 0, 0, 0]
    assert number_of(database, Customer) == 1


@on_sqlite
def test_a_second_writer_waits_for_the_first(database: Database, database_url: str) -> None:
    other = make_database(database_url)  # as another process would have it
    began, written = threading.Event(), threading.Event()

    def write() -> None:
        began.set()
        with other.write() as session:
            add_customer(session)
        written.set()

    thread = threading.Thread(target=write)
    with database.write() as session:
        add_customer(session)
        thread.start()
        assert began.wait(10)
        assert not written.wait(0.3)
    thread.join(10)
    assert written.is_set()
    assert number_of(database, Customer) == 2
    other.engine.dispose()


@on_sqlite
def test_what_a_writer_has_read_cannot_change_under_it(
    database: Database, database_url: str
) -> None:
    """Four threads with an engine each, so that SQLite itself has to keep them apart."""
    register(database)
    databases = [make_database(database_url) for _ in range(4)]

    def count(number: int) -> None:
        for _ in range(100):
            with databases[number].write() as session:
                session.get_one(Poll, "x").pages += 1

    at_once(4, count)
    assert counted(database) == 400
    for one in databases:
        one.engine.dispose()


def test_no_increment_in_the_database_is_lost(database: Database) -> None:
    register(database)

    def count(_: int) -> None:
        for _ in range(25):
            with database.write() as session:
                session.exec(update(Poll).values(pages=col(Poll.pages) + 1))

    at_once(4, count)
    assert counted(database) == 100


@on_postgresql
def test_on_postgresql_a_row_that_is_changed_after_reading_must_be_locked(
    database: Database,
) -> None:
    register(database)

    def count(_: int) -> None:
        for _ in range(25):
            with database.write() as session:
                session.get_one(Poll, "x", with_for_update=True).pages += 1

    at_once(4, count)
    assert counted(database) == 100


# --- kills


@contextmanager
def process(url: str, program: str) -> Iterator[subprocess.Popen[str]]:
    """A process that works on the database and is killed at the end, as kill -9 does it."""
    started = subprocess.Popen(
        [sys.executable, "-c", program, url], stdout=subprocess.PIPE, cwd=ROOT, text=True
    )
    try:
        yield started
    finally:
        started.send_signal(signal.SIGKILL)
        started.wait(10)
        assert started.stdout is not None
        started.stdout.close()


HALF_WAY = """
import sys, time
from storage.engine import make_database
from tests.storage.builders import add_case
with make_database(sys.argv[1]).write() as session:
    for _ in range(200):
        add_case(session)
    session.flush()
    print("half way", flush=True)
    time.sleep(60)
"""
ONE_BY_ONE = """
import sys
from storage.engine import make_database
from tests.storage.builders import add_case
database = make_database(sys.argv[1])
while True:
    with database.write() as session:
        number = add_case(session)
    print(number, flush=True)
"""


def sound(database: Database) -> bool:
    if database.engine.dialect.name != "sqlite":
        return True
    with database.engine.connect() as connection:
        checked = connection.execute(text("PRAGMA integrity_check")).scalar_one()
        return checked == "ok" and not connection.execute(text("PRAGMA foreign_key_check")).all()


def test_a_kill_in_the_middle_of_a_write_leaves_nothing_of_it(
    database: Database, database_url: str
) -> None:
    with process(database_url, HALF_WAY) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "half way\n"
    assert number_of(database, Customer) == 0
    with database.write() as session:
        add_customer(session)
    assert number_of(database, Customer) == 1
    assert sound(database)


def test_a_kill_takes_nothing_back_that_was_committed(
    database: Database, database_url: str
) -> None:
    with process(database_url, ONE_BY_ONE) as writer:
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(20)]
        writer.kill()
        told += [int(line) for line in writer.stdout.read().split("\n")[:-1]]
    with database.read() as session:
        kept = session.exec(text('SELECT id FROM "case" ORDER BY id')).scalars().all()  # type: ignore[call-overload]
    assert kept[: len(told)] == told
    assert len(kept) <= len(told) + 1
    assert number_of(database, Customer) == len(kept)
    assert sound(database)


def test_a_killed_workers_lease_is_taken_over(database: Database, database_url: str) -> None:
    register(database)
    program = (
        "import sys, time\nfrom storage import polls\nfrom storage.engine import make_database\n"
        "from tests.storage.builders import MINUTE, NOW\n"
        "with make_database(sys.argv[1]).write() as session:\n"
        "    polls.claim(session, 'x', owner='killed', wall=NOW, lease=MINUTE)\n"
        "print('claimed', flush=True); time.sleep(60)"
    )
    with process(database_url, program) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "claimed\n"
    with database.write() as session:
        assert polls.claim(session, "x", owner="next", wall=NOW, lease=MINUTE) is None
        later = NOW + 2 * MINUTE
        assert polls.claim(session, "x", owner="next", wall=later, lease=MINUTE) is not None
