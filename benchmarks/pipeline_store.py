"""Storing and deduplicating, beside a bare bulk upsert of the same rows through the driver."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
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
TABLES = ("customer", "author", "conversation", "mention")
Rows = dict[str, list[dict[str, Any]]]


def measure(app: App, bare: Database, number: int) -> dict[str, Any]:
    """Page by page, first through the product, then what it stored through the driver alone."""
    ours = theirs = 0.0
    last = dict.fromkeys(TABLES, 0)
    rows: Rows = {name: [] for name in TABLES}
    for page in pipeline_posts.pages(number, size=SIZE, again=AGAIN):
        ours += _timed(lambda page=page: _store(app, page))  # type: ignore[misc]
        again = {name: found[-AGAIN:] for name, found in rows.items()}
        rows = _stored(app.database, last)
        both = {name: again[name] + rows[name] for name in TABLES}
        theirs += _timed(lambda both=both: _upsert(bare, both))  # type: ignore[misc]
    return {
        "posts": number,
        "stored_per_s": round(number / ours, 1),
        "bare_upsert_per_s": round(number / theirs, 1),
        "share_of_bare": round(theirs / ours, 3),
        "same_rows": _counts(app.database) == _counts(bare),
        "same_indexes": _indexes(app.database) == _indexes(bare),
    }


def _store(app: App, page: Page) -> None:
    with app.database.write() as session:
        now = app.clock.now()
        keep.page(app, session, page, listener="bench", now=now, complete_until=now - _HOUR)


_HOUR = dt.timedelta(hours=1)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _stored(database: Database, last: dict[str, int]) -> Rows:
    """What came since the last look, as the driver gives it."""
    found: Rows = {}
    with database.engine.connect() as connection:
        for name in TABLES:
            statement = f"SELECT * FROM {name} WHERE id > {last[name]} ORDER BY id"  # noqa: S608
            rows = connection.exec_driver_sql(statement).mappings()
            found[name] = [{key: _bound(value) for key, value in row.items()} for row in rows]
            last[name] = max((row["id"] for row in found[name]), default=last[name])
    return found


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
    statement = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608
    cursor = connection.connection.cursor()
    cursor.executemany(statement, [tuple(row.values()) for row in rows])
    cursor.close()


def _indexes(database: Database) -> list[list[str]]:
    """What each row costs besides itself."""
    seen = inspect(database.engine)
    return [sorted(str(one["name"]) for one in seen.get_indexes(name)) for name in TABLES]


def _counts(database: Database) -> list[int]:
    with database.engine.connect() as connection:
        return [
            connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()  # noqa: S608
            for name in TABLES
        ]
