"""The database restarts, is full, has no connection left, or loses its power: nothing is lost."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlmodel import col, func, select

from domain.errors import BadInput
from domain.mention import Cursor, Page
from listenpost.services import backup, ingest
from listenpost.services.doctor import Finding, examine_app
from listenpost.services.exposition import Exposition
from storage import pages
from storage.engine import Database, make_database
from storage.models import Mention, Poll, Task
from tests.fakes import FakeListener, FakeTime, KeywordClassifier, Office, connected, open_office

ON_POSTGRESQL = pytest.mark.parametrize("engine_name", ["postgresql"])
ON_SQLITE = pytest.mark.parametrize("engine_name", ["sqlite"])


def restart(database: Database) -> None:
    """What clients notice of it: every connection is gone. The database is its owner's."""
    address = database.engine.url.set(drivername="postgresql")
    with psycopg.connect(address.render_as_string(hide_password=False)) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def page_of(office: Office, *texts: str) -> Page:
    posts = tuple(office.says(f"Otto {text}", text) for text in texts)
    return Page(mentions=posts, cursor=Cursor(""))


def texts(office: Office) -> list[str]:
    return [row.text for row in office.rows(Mention)]


@ON_POSTGRESQL
def test_a_database_that_restarts_between_two_pages_is_connected_to_again(
    office: Office, owner: Database
) -> None:
    office.listener.pages = [page_of(office, "page 0"), page_of(office, "page 1")]
    office.listener.stumble(1, lambda: restart(owner))
    report = ingest.poll(office.app, "main")
    assert report is not None
    assert report.error is None
    assert texts(office) == ["page 0", "page 1"]


@ON_POSTGRESQL
def test_a_database_that_restarts_in_a_transaction_leaves_nothing_of_it_and_loses_nothing(
    office: Office, owner: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pages.store_skipped

    def cut(*given: Any, **named: Any) -> int:
        restart(owner)
        return whole(*given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(pages, "store_skipped", cut)
        report = office.hear(*page_of(office, "one", "two").mentions)
    assert report.error is not None
    assert texts(office) == []
    ingest.poll(office.app, "main")
    assert texts(office) == ["one", "two"]
    office.judge()
    assert office.rows(Task) == []


@ON_POSTGRESQL
def test_without_a_free_connection_a_poll_fails_in_words_and_the_next_one_works(
    office: Office,
) -> None:
    url = office.app.database.engine.url
    narrow = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.05)
    app = replace(office.app, database=Database(engine=narrow))
    office.listener.pages = [page_of(office, "one")]
    with narrow.connect(), pytest.raises(NoConnectionLeft, match="QueuePool limit"):
        ingest.poll(app, "main")
    with narrow.connect():
        assert b"listenpost_database_up 0.0" in Exposition(app).told()
    ingest.poll(app, "main")
    assert texts(office) == ["one"]
    narrow.dispose()


@ON_SQLITE
def test_a_full_disk_fails_a_poll_in_words_and_loses_nothing(office: Office) -> None:
    """SQLite's own limit of pages answers as a full disk does."""
    engine = office.app.database.engine
    with contextlib.closing(sqlite3.connect(str(engine.url.database))) as connection:
        connection.execute("VACUUM")  # pages that other tests left free are no room here
    most = {"pages": 0}

    def limit(connection: Any, *_: object) -> None:
        if not most["pages"]:
            most["pages"] = connection.execute("PRAGMA page_count").fetchone()[0] + 4
        connection.execute(f"PRAGMA max_page_count = {most['pages']}")

    posts = [office.says(f"Otto {n}", f"post {n} " + "long " * 900) for n in range(20)]
    event.listen(engine, "checkout", limit)
    report = office.hear(*posts)
    event.remove(engine, "checkout", limit)
    engine.dispose()
    assert "database or disk is full" in (report.error or "")
    assert texts(office) == []
    (row,) = office.rows(Poll)
    assert "disk is full" in (row.last_error or "")  # the health page shows it
    ingest.poll(office.app, "main")
    assert len(texts(office)) == len(posts)
    assert office.judge() == len(posts)


@pytest.fixture
def torn(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Office]:
    """An installation on a file of its own."""
    file = tmp_path / "torn.db"
    shutil.copyfile(migrated_sqlite, file)
    database = make_database(f"sqlite:///{file}")
    yield open_office(database)
    database.engine.dispose()


def test_a_power_cut_at_any_byte_leaves_whole_pages_with_their_tasks_and_cursor(
    torn: Office, tmp_path: Path
) -> None:
    """What was written of the log until then is there; what is torn off was never committed."""
    file = Path(torn.app.database.engine.url.database or "")
    torn.listener.pages = [page_of(torn, f"{n} a", f"{n} b") for n in range(6)]
    ingest.poll(torn.app, "main")
    log = file.with_name(f"{file.name}-wal").read_bytes()
    assert len(log) > 10_000
    seen = set()
    for part in range(21):
        cut = tmp_path / f"cut-{part}.db"
        shutil.copyfile(file, cut)
        length = len(log) * part // 20 + (7 if part < 20 else 0)
        cut.with_name(f"{cut.name}-wal").write_bytes(log[:length])
        seen.add(_whole(cut))
    assert len(seen) > 2
    assert max(seen) == 12  # with the whole log nothing is missing: each commit was synced


def _whole(file: Path) -> int:
    """How many posts are there; each in a task, and the cursor where they end."""
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database = make_database(f"sqlite:///{file}")
    with database.read() as session:
        posts = session.exec(select(func.count()).select_from(Mention)).one()
        tasked = [
            one for task in session.exec(select(Task)).all() for one in task.payload["mentions"]
        ]
        poll = session.exec(select(Poll)).one_or_none()
    database.engine.dispose()
    assert len(tasked) == posts
    assert posts == 2 * int((poll.cursor if poll else None) or 0)
    return posts


def test_after_a_power_cut_the_worker_goes_on_where_the_disk_ended(
    torn: Office, tmp_path: Path
) -> None:
    file = Path(torn.app.database.engine.url.database or "")
    torn.listener.pages = [page_of(torn, f"broken {n}") for n in range(4)]
    ingest.poll(torn.app, "main")
    log = file.with_name(f"{file.name}-wal").read_bytes()
    cut = tmp_path / "cut.db"
    shutil.copyfile(file, cut)
    cut.with_name("cut.db-wal").write_bytes(log[: len(log) * 2 // 3])
    database = make_database(f"sqlite:///{cut}")
    time, model = FakeTime(), KeywordClassifier()
    again = connected("main", FakeListener(pages=torn.listener.pages))
    app = replace(
        torn.app,
        database=database,
        clock=time.clock(),
        classifier=lambda: model,
        listeners={"main": again},
    )
    time.go(minutes=5)
    office = replace(torn, app=app, time=time, classifier=model)
    ingest.poll(app, "main")
    office.judge()
    with database.read() as session:
        judged = session.exec(
            select(Mention.text).where(col(Mention.triaged_at).is_not(None)).order_by(Mention.text)
        ).all()
    database.engine.dispose()
    assert list(judged) == [f"broken {n}" for n in range(4)]


def forget(office: Office, table: str) -> None:
    """The disk loses the first block of a table that it had said it had written."""
    engine = office.app.database.engine
    engine.dispose()
    file = Path(engine.url.database or "")
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (block,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()
    with file.open("r+b") as disk:
        disk.seek((block - 1) * size)
        disk.write(bytes(size))


def database_in(office: Office) -> Finding:
    (found,) = (one for one in examine_app(office.app) if one.about == "database")
    return found


@pytest.mark.parametrize("table", ["mention", "ix_mention_published", "alembic_version"])
def test_a_block_that_a_disk_forgot_is_told_by_the_doctor_and_goes_into_no_backup(
    torn: Office, tmp_path: Path, table: str
) -> None:
    torn.hear(*[torn.says(f"Otto {n}", f"my kettle no. {n} is broken") for n in range(100)])
    assert database_in(torn).ok
    forget(torn, table)
    found = database_in(torn)
    assert not found.ok
    assert "listenpost restore" in found.text
    with pytest.raises(BadInput, match=r"damaged|no whole"):
        backup.save(torn.app, tmp_path / "kept.backup")
    assert not (tmp_path / "kept.backup").exists()


def test_with_a_block_gone_a_worker_counts_it_and_does_what_it_still_can(torn: Office) -> None:
    torn.app.metrics.watch(torn.app.database.engine)
    torn.hear(torn.says("Otto", "my kettle is broken"))
    forget(torn, "classification")
    assert torn.judge() == 0
    assert torn.hear(torn.says("Anna", "mine too")).error is None
    assert texts(torn) == ["my kettle is broken", "mine too"]
    sample = torn.app.metrics.registry.get_sample_value
    assert sample("listenpost_database_errors_total", {"kind": "damaged"})
