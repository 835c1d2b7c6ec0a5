"""Many rows of one table at once, without a record and without a statement for each of them.

This is the one place where rows become what the driver takes, made by the types of the columns, in
one statement whose text is the same however many rows there are: a tuple each for SQLite, and for
PostgreSQL one document, since each row of its own would be a message to the server. To make, track
and flush a record takes several times as long as its INSERT; so does a statement that grows with
its rows, for it is put together, read and planned anew for each page.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import CursorResult, Dialect, Table
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

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
        (last,) = _scalars(session, f'SELECT coalesce(max(id), 0) FROM "{table.name}"')  # noqa: S608
        return range(last + 1, last + 1 + many)
    sequence = f"pg_get_serial_sequence('\"{table.name}\"', 'id')"
    return _scalars(session, f"SELECT nextval({sequence}) FROM generate_series(1, %s)", many)  # noqa: S608


def insert_new(
    session: Session, table: Table, rows: Sequence[Row], *, unique: tuple[str, ...]
) -> bool:
    """Store rows that have their keys (`numbers`); returns whether all of them were new.

    What is there already, as the unique columns say, is left as it is, under its own key.
    """
    ending = f"ON CONFLICT ({', '.join(unique)}) DO NOTHING"
    return _insert(session, table, rows, ending).rowcount == len(rows)


def add_up(
    session: Session, record: type[SQLModel], rows: Sequence[Row], *, counts: tuple[str, ...]
) -> None:
    """Add so much to these counts of rows that their primary key names, or begin with so much."""
    if rows:
        table = table_of(record)
        _insert(session, table, rows, _adding(table, counts))


def note(record: SQLModel, **values: Any) -> None:
    """The record holds these values from now on; they are stored by `store_noted`, not by a flush.

    A flush compares and writes record by record.
    """
    for name, value in values.items():
        set_committed_value(record, name, value)


def store_noted(session: Session, records: Sequence[Any], *names: str) -> None:
    """Store what was noted in these columns of the records, all of one table, which has an `id`."""
    if records:
        rows = [{name: getattr(one, name) for name in (*names, "id")} for one in records]
        _send(session, table_of(type(records[0])), rows, _updating)


@cache
def _adding(table: Table, counts: tuple[str, ...]) -> str:
    named = ", ".join(table.primary_key.columns.keys())
    added = ", ".join(f"{count} = {table.name}.{count} + excluded.{count}" for count in counts)
    return f"ON CONFLICT ({named}) DO UPDATE SET {added}"


def _scalars(session: Session, statement: str, *given: int) -> Sequence[int]:
    return session.connection().exec_driver_sql(statement, given).scalars().all()


def _insert(
    session: Session, table: Table, rows: Sequence[Row], ending: str = ""
) -> CursorResult[Any]:
    return _send(session, table, rows, _inserting, ending)


def _send(
    session: Session,
    table: Table,
    rows: Sequence[Row],
    make: Callable[[Dialect, Table, tuple[str, ...], str], str],
    ending: str = "",
) -> CursorResult[Any]:
    connection = session.connection()
    dialect, columns = connection.dialect, tuple(rows[0])
    statement = _made(make, dialect, table, columns, ending)
    converts = _converts(dialect, table, columns)
    made = [
        _converted([row[column] for row in rows], convert)
        for column, convert in zip(columns, converts, strict=True)
    ]
    tuples = list(zip(*made, strict=True))
    if dialect.name == "sqlite":
        return connection.exec_driver_sql(statement, tuples)
    document = [dict(zip(columns, values, strict=True)) for values in tuples]
    return connection.exec_driver_sql(statement, (json.dumps(document, default=_plain),))


def _converted(values: list[Any], convert: Convert) -> list[Any]:
    """What the driver takes; a value that all rows share, as the time of storing, is made once."""
    if convert is None:
        return values
    if len(set(map(id, values))) == 1:
        return [convert(values[0])] * len(values)
    return [convert(value) for value in values]


@lru_cache(maxsize=128)
def _converts(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> tuple[Convert, ...]:
    """How each column's type makes what the driver, or the document, takes."""
    kinds = [table.c[column].type for column in columns]
    if dialect.name == "sqlite":
        return tuple(kind.dialect_impl(dialect).bind_processor(dialect) for kind in kinds)
    return tuple(_fitting(kind, dialect) for kind in kinds)


def _fitting(kind: Any, dialect: Dialect) -> Convert:
    """What a type of ours does to a value; in a document JSON and enums stand as they are."""
    bind = getattr(type(kind), "process_bind_param", TypeDecorator.process_bind_param)
    if bind is TypeDecorator.process_bind_param:
        return None
    return lambda value: kind.process_bind_param(value, dialect)


def _plain(value: object) -> str:
    """What JSON has no word for, as PostgreSQL reads it."""
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError(f"a {type(value).__name__} cannot be stored in bulk")


@lru_cache(maxsize=128)
def _made(
    make: Callable[[Dialect, Table, tuple[str, ...], str], str],
    dialect: Dialect,
    table: Table,
    columns: tuple[str, ...],
    ending: str,
) -> str:
    return make(dialect, table, columns, ending)


def _inserting(dialect: Dialect, table: Table, columns: tuple[str, ...], ending: str) -> str:
    """The INSERT of one row, or of a document's in their order, so that keys follow it."""
    quote = dialect.identifier_preparer.quote
    names = ", ".join(map(quote, columns))
    if dialect.name == "sqlite":
        values = f"VALUES ({', '.join('?' * len(columns))})"
    else:
        rows = f"ROWS FROM ({_recordset(dialect, table, columns)}) WITH ORDINALITY"
        values = f"SELECT {names} FROM {rows} ORDER BY ordinality"  # noqa: S608 - names of ours
    return f"INSERT INTO {quote(table.name)} ({names}) {values} {ending}"


def _updating(dialect: Dialect, table: Table, columns: tuple[str, ...], _ending: str) -> str:
    """The UPDATE of a row by its `id`, the last column; or of all that a document names."""
    quote = dialect.identifier_preparer.quote
    here, changed = quote(table.name), [quote(column) for column in columns[:-1]]
    if dialect.name == "sqlite":
        return f"UPDATE {here} SET {', '.join(f'{name} = ?' for name in changed)} WHERE id = ?"  # noqa: S608
    rows = _recordset(dialect, table, columns)
    values = ", ".join(f"{name} = new.{name}" for name in changed)
    return f"UPDATE {here} SET {values} FROM ROWS FROM ({rows}) AS new WHERE {here}.id = new.id"  # noqa: S608


def _recordset(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> str:
    quote = dialect.identifier_preparer.quote
    kinds = ", ".join(f"{quote(name)} {table.c[name].type.compile(dialect)}" for name in columns)
    return f"jsonb_to_recordset(CAST(%s AS jsonb)) AS ({kinds})"
