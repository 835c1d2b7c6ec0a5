"""Many rows of one table at once, without a record and without a statement for each of them.

This is the one place where rows become what the driver takes: a tuple each, made by the types of
the columns, and one statement whose text is the same however many rows there are. To make, track
and flush a record takes several times as long as its INSERT; so does a statement that grows with
its rows, for it is put together, read and planned anew for each page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CursorResult, Dialect, Table
from sqlmodel import Session, SQLModel

from storage.among import among
from storage.upsert import dialect_of, table_of

Row = Mapping[str, Any]
Convert = Callable[[Any], Any] | None


def insert_all(session: Session, record: type[SQLModel], rows: Sequence[Row]) -> None:
    """Store the rows; each names every column that has no default in the database."""
    if rows:
        _insert(session, table_of(record), rows)


def numbers(session: Session, table: Table, many: int) -> Sequence[int]:
    """Keys for so many new rows, ascending, that nobody else gets: then rows can name each other
    before any of them is stored, and none has to be asked for what key it got.
    """
    if dialect_of(session) == "sqlite":  # it has one writer, and that is us until the commit
        last = _scalars(session, f'SELECT coalesce(max(id), 0) FROM "{table.name}"')[0]  # noqa: S608
        return range(last + 1, last + 1 + many)
    sequence = f"pg_get_serial_sequence('\"{table.name}\"', 'id')"
    return _scalars(session, f"SELECT nextval({sequence}) FROM generate_series(1, {many:d})")  # noqa: S608


def insert_new(
    session: Session, table: Table, rows: Sequence[Row], *, unique: tuple[str, ...]
) -> frozenset[int]:
    """Store rows that have their keys (`numbers`); returns the keys of those that are stored.

    Where another worker has stored the same meanwhile, as these columns say, it is left as it is.
    """
    keys = [row["id"] for row in rows]
    ending = f"ON CONFLICT ({', '.join(unique)}) DO NOTHING"
    if _insert(session, table, rows, ending).rowcount == len(rows):
        return frozenset(keys)
    here = sa.select(table.c.id).where(among(dialect_of(session), table.c.id, "keys"))
    return frozenset(session.connection().execute(here, {"keys": keys}).scalars())


def add_up(
    session: Session, record: type[SQLModel], rows: Sequence[Row], *, counts: tuple[str, ...]
) -> None:
    """Add so much to these counts of rows that their primary key names, or begin with so much."""
    if rows:
        table = table_of(record)
        _insert(session, table, rows, _adding(table, counts))


@cache
def _adding(table: Table, counts: tuple[str, ...]) -> str:
    named = ", ".join(table.primary_key.columns.keys())
    added = ", ".join(f"{count} = {table.name}.{count} + excluded.{count}" for count in counts)
    return f"ON CONFLICT ({named}) DO UPDATE SET {added}"


def _scalars(session: Session, statement: str) -> Sequence[int]:
    return session.connection().exec_driver_sql(statement).scalars().all()


def _insert(
    session: Session, table: Table, rows: Sequence[Row], ending: str = ""
) -> CursorResult[Any]:
    connection = session.connection()
    columns = tuple(rows[0])
    statement, converts = _statement(connection.dialect, table, columns, ending)
    made = [
        _converted([row[column] for row in rows], convert)
        for column, convert in zip(columns, converts, strict=True)
    ]
    return connection.exec_driver_sql(statement, list(zip(*made, strict=True)))


def _converted(values: list[Any], convert: Convert) -> list[Any]:
    """What the driver takes; a value that all rows share, as the time of storing, is made once."""
    if convert is None:
        return values
    if len(set(map(id, values))) == 1:
        return [convert(values[0])] * len(values)
    return [convert(value) for value in values]


@lru_cache(maxsize=128)
def _statement(
    dialect: Dialect, table: Table, columns: tuple[str, ...], ending: str
) -> tuple[str, tuple[Convert, ...]]:
    """The INSERT of one row, and how each column's type makes what the driver takes."""
    quote = dialect.identifier_preparer.quote
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    converts = tuple(
        table.c[column].type.dialect_impl(dialect).bind_processor(dialect) for column in columns
    )
    names, marks = ", ".join(map(quote, columns)), ", ".join([mark] * len(columns))
    return f"INSERT INTO {quote(table.name)} ({names}) VALUES ({marks}) {ending}", converts  # noqa: S608
