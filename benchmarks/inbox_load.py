"""Filling a database with an invented year in minutes: in bulk, and the indexes after the rows."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from sqlalchemy import JSON, Table
from sqlmodel import SQLModel

from benchmarks.inbox_people import AGENTS, END, PLATFORMS, Size, Year, standing
from domain.role import Role
from domain.sla import SlaPolicy
from storage import migrate, search, search_schema
from storage.engine import Database

BATCH = 20_000
Values = dict[str, Any]
MODEL = "bench-1"
SCORES = '{"urgency": {"critical": 0.02, "high": 0.1, "normal": 0.8, "none": 0.08}}'


def fill(database: Database, size: Size) -> None:
    """Migrate an empty database and store the year."""
    migrate.upgrade(database)
    year = Year(size)
    with _without_indexes(database):
        for name, rows in _tables(year):
            store(database, SQLModel.metadata.tables[name], rows)
    _index_words(database)


def _index_words(database: Database) -> None:
    """The search reads all cases, as it does after an upgrade."""
    with database.engine.begin() as connection:
        search_schema.follow(connection)
        connection.exec_driver_sql('INSERT INTO search_pending (case_id) SELECT id FROM "case"')
    found = 1
    while found:
        with database.write() as session:
            found = search.refresh(session)
    with database.write() as session:
        search.purge(session)
    _analyse(database)


def _tables(year: Year) -> Iterator[tuple[str, Iterator[Values]]]:
    chance = random.Random(year.size.seed + 2)
    yield "user_account", (_user(number) for number in range(1, AGENTS + 1))
    yield "customer", _customers(year)
    yield "author", _authors(year)
    yield (
        "conversation",
        (
            {
                "id": matter.thread,
                "platform": matter.platform,
                "external_id": f"t{matter.thread:09}",
            }
            for matter in year.matters()
        ),
    )
    yield "case", _cases(year, chance)
    yield "mention", _mentions(year)
    yield "classification", _judgements(year)
    yield "sla_clock", _clocks(year)


def _user(number: int) -> Values:
    return {
        "id": number,
        "name": f"agent{number}",
        "display_name": f"Agent {number}",
        "role": Role.AGENT.value,
        "password_hash": "-",
        "created_at": END,
    }


def _customers(year: Year) -> Iterator[Values]:
    for number in range(1, year.size.customers + 1):
        yield {"id": number, "name": name_of(number), "created_at": END}


def name_of(customer: int) -> str:
    """Names repeat, as names do."""
    first = ("Anna", "Ben", "Zoë", "José", "Li", "Юрий", "Mia", "Noah", "Ömer", "Aoi")
    return f"{first[customer % 10]} {'ABCDEFGHIJKLMNOPQRST'[customer % 19]}{customer % 9973}son"


def _authors(year: Year) -> Iterator[Values]:
    chance = random.Random(year.size.seed + 3)
    for number in range(1, year.size.customers + 1):
        yield {
            "id": number,
            "platform": list(PLATFORMS)[number % len(PLATFORMS)],
            "external_id": f"a{number:09}",
            "handle": f"user{number}",
            "display_name": name_of(number),
            "followers": int(10 ** (chance.random() ** 2 * 6)),
            "customer_id": number,
            "created_at": END,
        }


def _cases(year: Year, chance: random.Random) -> Iterator[Values]:
    policy = SlaPolicy()
    for matter in year.matters():
        opened = _moment(matter.opened)
        found = standing(matter, chance, policy)
        held = found.get("assignee_id") is not None
        yield {
            "id": matter.id,
            "customer_id": matter.customer,
            "platform": matter.platform,
            "title": f"Matter {matter.id} about {matter.topic.value}",
            "urgency": matter.urgency.value,
            "topic": matter.topic.value,
            "sentiment": "negative" if matter.id % 3 else "neutral",
            "private": matter.id % 7 == 0,
            "language": matter.language,
            "followers": matter.id % 900,
            "opened_at": opened,
            "last_activity_at": min(END, opened + dt.timedelta(hours=matter.id % 60)),
            "unanswered_posts": 1 if matter.open else 0,
            "claimed_until": END + dt.timedelta(days=3650) if held else None,
            "version": 1,
            **found,
        }


def _mentions(year: Year) -> Iterator[Values]:
    for number, post in enumerate(year.posts(), start=1):
        at = _moment(post.at)
        yield {
            "id": number,
            "platform": post.platform,
            "external_id": f"{number:010}",
            "kind": "comment",
            "author_id": post.author,
            "conversation_id": post.thread,
            "text": post.text,
            "url": f"https://example.org/{number}",
            "language": post.language,
            "published_at": at,
            "stored_at": at,
            "summoned": True,
            "by_brand": post.by_brand,
            "listener": post.platform,
            "case_id": post.case or None,
            "needs_answer": post.owed,
            "triaged_at": at,
            "raw": f'{{"id": {number}, "lang": "{post.language}", "source": "web"}}',
        }


def _judgements(year: Year) -> Iterator[Values]:
    for number, post in enumerate(year.posts(), start=1):
        if post.owed:
            yield {
                "mention_id": number,
                "sentiment": "negative",
                "intent": "complaint",
                "urgency": "normal",
                "topic": "order",
                "private": False,
                "language": post.language,
                "abstained": False,
                "model": MODEL,
                "scores": SCORES,
                "created_at": _moment(post.at),
            }


def _clocks(year: Year) -> Iterator[Values]:
    policy = SlaPolicy()
    for matter in year.matters():
        opened = _moment(matter.opened)
        due = policy.due_at(matter.urgency, opened) or opened
        late = matter.id % 4 == 0
        yield {
            "case_id": matter.id,
            "metric": "first_response",
            "urgency": matter.urgency.value,
            "started_at": opened,
            "due_at": due,
            "stopped_at": None if matter.open else due + dt.timedelta(hours=1 if late else -1),
            "answered": not matter.open,
        }


def _moment(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


# --- storing


def store(database: Database, table: Table, rows: Iterable[Values]) -> None:
    """All rows; a column that they do not name gets its default."""
    found = iter(rows)
    first = next(found)
    names = [column.name for column in table.columns if column.name in first]
    others = {
        column.name: _default(column)
        for column in table.columns
        if column.name not in first and not column.nullable and not column.primary_key
    }
    sqlite = database.engine.dialect.name == "sqlite"
    write = _as_text if sqlite else _as_is
    columns, constant = [*names, *others], tuple(map(write, others.values()))
    tuples = ((*(write(row[name]) for name in names), *constant) for row in chain([first], found))
    while batch := tuple(islice(tuples, BATCH)):
        _insert(database, table, columns, batch)
    if not sqlite:
        _continue_numbers(database, table, "id" in first)


def _default(column: Any) -> Any:
    if column.default is not None and column.default.is_scalar:
        value = column.default.arg
        return value.value if isinstance(value, StrEnum) else value
    if isinstance(column.type, JSON):
        return "{}"
    kind = column.type.python_type
    empty: dict[type, Any] = {str: "", int: 0, float: 0.0, bool: False}
    return END if kind is dt.datetime else empty.get(kind, "")


def _as_text(value: Any) -> Any:
    return _written(value) if type(value) is dt.datetime else value


@lru_cache(maxsize=8)
def _written(moment: dt.datetime) -> str:
    """As SQLAlchemy writes it into SQLite."""
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


def _as_is(value: Any) -> Any:
    return value


def _insert(
    database: Database, table: Table, columns: Sequence[str], batch: Sequence[tuple[Any, ...]]
) -> None:
    """One batch; foreign keys and triggers are left out, the rows are known to fit."""
    quoted = ", ".join(f'"{column}"' for column in columns)
    driver: Any = database.engine.raw_connection()
    if database.engine.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        driver.cursor().execute("PRAGMA foreign_keys=OFF")
        driver.cursor().execute("PRAGMA synchronous=OFF")
        driver.cursor().execute("BEGIN IMMEDIATE")
        driver.cursor().executemany(
            f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})',  # noqa: S608
            batch,
        )
        driver.cursor().execute("COMMIT")
        driver.cursor().execute("PRAGMA foreign_keys=ON")
        driver.cursor().execute("PRAGMA synchronous=FULL")
    else:
        with driver.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            with cursor.copy(f'COPY "{table.name}" ({quoted}) FROM STDIN') as copy:
                for row in batch:
                    copy.write_row(row)
        driver.commit()
    driver.close()


def _continue_numbers(database: Database, table: Table, numbered: bool) -> None:
    if numbered:
        with database.engine.begin() as connection:
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', 'id'), "  # noqa: S608
                f'(SELECT max(id) FROM "{table.name}"))'
            )


@contextmanager
def _without_indexes(database: Database) -> Iterator[None]:
    """Rows first: an index that is made at once takes a tenth of the time."""
    indexes = [index for table in SQLModel.metadata.tables.values() for index in table.indexes]
    with database.engine.begin() as connection:
        search_schema.let_go(connection)
        for index in indexes:
            index.drop(connection, checkfirst=True)
    yield
    for index in indexes:
        with database.engine.begin() as connection:
            index.create(connection)


def _analyse(database: Database) -> None:
    """What the planners know of the rows."""
    sqlite = database.engine.dialect.name == "sqlite"
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if sqlite else "VACUUM (ANALYZE)")
