"""Storing and deduplicating, beside a bare bulk upsert of the same rows through the driver.

Every row that the product writes for a page is written by the bare side, in one commit as well, by
an engine with the same settings, into tables with the same indexes and triggers. The bare side is
told keys, who is known and what has changed; it makes no text fit, and looks nothing up.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import Connection, inspect

from benchmarks import pipeline_posts
from domain.mention import Page
from listenpost.services import keep
from listenpost.services.app import App
from storage.engine import Database

SIZE, AGAIN = 100, 20
"""Posts of a page, and how many of them the page before had."""
FIRST = 5
"""Pages that both store and that do not count: statements and patterns are made once a process."""
TABLES = ("customer", "author", "conversation", "mention", "task")
HEARD = TABLES[:-1]
"""Rows of a page that come again; a task does not."""
COUNTS = {"arrival": ("listener, hour", "posts"), "throughput": ("source, minute", "stored")}
"""Tables of which a page changes a row: what names it, and what is added to."""
Rows = dict[str, list[dict[str, Any]]]


@dataclass(slots=True)
class Taken:
    """By the clock and in computing, the database server's included, so far."""

    database: Database
    seconds: float = 0.0
    computing: float = 0.0
    servers: list[int] = field(default_factory=list)

    def by(self, work: Callable[[], object]) -> None:
        before, began = self._computed(), time.perf_counter()
        work()
        self.seconds += time.perf_counter() - began
        self.computing += self._computed() - before

    def _computed(self) -> float:
        if not self.servers and self.database.engine.dialect.name == "postgresql":
            with self.database.engine.connect() as connection:
                here = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                self.servers = list(connection.exec_driver_sql(here).scalars())
        told = [Path(f"/proc/{number}/schedstat").read_text() for number in self.servers]
        return time.process_time() + sum(int(one.split()[0]) for one in told) / 1e9


def measure(app: App, bare: Database, number: int) -> dict[str, Any]:
    """Page by page, first through the product, then what it stored through the driver alone."""
    ours, theirs = Taken(app.database), Taken(bare)
    last: dict[str, Any] = dict.fromkeys(TABLES, 0) | dict.fromkeys(COUNTS, ())
    rows: Rows = {name: [] for name in TABLES}
    pages = pipeline_posts.pages(number + FIRST * (SIZE - AGAIN), size=SIZE, again=AGAIN)
    for place, page in enumerate(pages):
        if place == FIRST:
            ours, theirs = Taken(app.database), Taken(bare)
        ours.by(lambda page=page: _store(app, page))  # type: ignore[misc]
        again = {name: rows[name][-AGAIN:] for name in HEARD}
        rows = _stored(app.database, last)
        both = {name: again.get(name, []) + found for name, found in rows.items()}
        theirs.by(lambda both=both: _upsert(bare, both))  # type: ignore[misc]
    return {
        "posts": number,
        "stored_per_s": round(number / ours.seconds, 1),
        "bare_upsert_per_s": round(number / theirs.seconds, 1),
        "share_of_bare": round(theirs.seconds / ours.seconds, 3),
        "share_of_bare_computing": round(theirs.computing / ours.computing, 3),
        "same_rows": _counts(app.database) == _counts(bare),
        "same_indexes": _indexes(app.database) == _indexes(bare),
    }


def _store(app: App, page: Page) -> None:
    with app.database.write() as session:
        now = app.clock.now()
        keep.page(app, session, page, listener="bench", now=now, complete_until=now - _HOUR)


_HOUR = dt.timedelta(hours=1)


def _stored(database: Database, last: dict[str, Any]) -> Rows:
    """What came since the last look, as the driver gives it."""
    found: Rows = {}
    with database.engine.connect() as connection:
        for name in TABLES:
            found[name] = _read(connection, f"{name} WHERE id > {last[name]} ORDER BY id")
            last[name] = max((row["id"] for row in found[name]), default=last[name])
        for name in COUNTS:
            there = _read(connection, name)
            found[name] = [row for row in there if row not in last[name]]
            last[name] = there
    return found


def _read(connection: Connection, what: str) -> list[dict[str, Any]]:
    rows = connection.exec_driver_sql(f"SELECT * FROM {what}").mappings()  # noqa: S608
    return [{key: _bound(value) for key, value in row.items()} for row in rows]


def _bound(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict) else value


def _upsert(bare: Database, rows: Rows) -> None:
    with bare.engine.begin() as connection:
        for name, some in rows.items():
            if some:
                _insert(connection, name, some)


def _insert(connection: Connection, name: str, rows: Sequence[dict[str, Any]]) -> None:
    columns = list(rows[0])
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    marks = ", ".join([mark] * len(columns))
    ending = "DO NOTHING"
    if name in COUNTS:
        named, count = COUNTS[name]
        ending = f"({named}) DO UPDATE SET {count} = excluded.{count}"
    statement = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT {ending}"  # noqa: S608
    cursor = connection.connection.cursor()
    cursor.executemany(statement, [tuple(row.values()) for row in rows])
    cursor.close()


def _indexes(database: Database) -> list[list[str]]:
    """What each row costs besides itself."""
    seen = inspect(database.engine)
    return [
        sorted(str(one["name"]) for one in seen.get_indexes(name)) for name in (*TABLES, *COUNTS)
    ]


def _counts(database: Database) -> list[int]:
    with database.engine.connect() as connection:
        return [
            connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()  # noqa: S608
            for name in (*TABLES, *COUNTS)
        ]
