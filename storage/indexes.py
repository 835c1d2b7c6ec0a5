"""Indexes on PostgreSQL that are made while everybody works.

A migration changes tables in one transaction that holds what it touches until it is done. An index
over millions of rows would hold its table for minutes; so migrations leave the indexes of tables
that were there before to `follow`, which makes the database's like the records', concurrently.
https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY

It can be killed at any moment: an index that was not finished is invalid, and the next one who
starts makes it anew. Until then reading is slower and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Index, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import CreateIndex
from sqlmodel import SQLModel

import storage.models  # noqa: F401  registers the tables
from storage.engine import Database

OLD = "_old"
"""Behind the name of an index that serves until its successor is there."""
PATIENCE = "60s"
"""How long to wait for transactions that were there before; nobody waits behind us meanwhile."""
_ADVISORY_LOCK = 4_915_208  # one process makes them; a constant of our own
_FOUND = """
SELECT index.relname AS name, x.indisvalid AS valid, x.indisunique AS is_unique,
  x.indpred IS NOT NULL AS partial,
  (SELECT array_agg(a.attname::text ORDER BY k.place)
   FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS k(number, place)
   JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.number) AS columns
FROM pg_index x
JOIN pg_class index ON index.oid = x.indexrelid
WHERE index.relnamespace = current_schema()::regnamespace
"""


@dataclass(frozen=True, slots=True)
class _Shape:
    columns: tuple[str, ...]
    is_unique: bool
    partial: bool


def lacking(database: Database) -> list[str]:
    """The records' indexes that are not there, not finished or of another shape, by name."""
    if not _concurrent(database):
        return []
    with database.read() as session:
        found = _found(session.connection())
    return [str(one.name) for one in _wanted() if found.get(str(one.name)) != _shape(one)]


def follow(database: Database) -> None:
    """Make what is lacking; what others wait for too long, or make already, stays lacking."""
    if not _concurrent(database):
        return
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection, _alone(connection) as alone:
        if alone:
            _follow(connection)


def _concurrent(database: Database) -> bool:
    return database.engine.dialect.name == "postgresql"


def _follow(connection: Connection) -> None:
    found = _found(connection)
    for one in _wanted():
        try:
            _make(connection, one, found)
        except OperationalError as error:
            if not in_the_way(error):  # else the next one who starts tries again
                raise


def _make(connection: Connection, one: Index, found: Mapping[str, _Shape]) -> None:
    """The one before serves until this one is there; cut short anywhere, it can be gone on with."""
    name, made = str(one.name), str(CreateIndex(one).compile(connection))
    if found.get(name) != _shape(one):
        if name in found:
            _set_aside(connection, name, found[name])
        connection.exec_driver_sql(made.replace("INDEX", "INDEX CONCURRENTLY", 1))
    elif name + OLD not in found:
        return
    _drop(connection, name + OLD)


def in_the_way(error: OperationalError) -> bool:
    """Whether somebody else held a table for too long, or waits for us as we wait for them."""
    return type(error.orig).__name__ in ("LockNotAvailable", "DeadlockDetected")


def _set_aside(connection: Connection, name: str, shape: _Shape) -> None:
    """One that was never finished serves nobody."""
    if shape.columns:
        _drop(connection, name + OLD)
        connection.exec_driver_sql(f'ALTER INDEX "{name}" RENAME TO "{name}{OLD}"')
    else:
        _drop(connection, name)


def _drop(connection: Connection, name: str) -> None:
    connection.exec_driver_sql(f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"')


def _wanted() -> Iterator[Index]:
    for table in SQLModel.metadata.sorted_tables:
        yield from sorted(table.indexes, key=lambda one: str(one.name))


def _shape(one: Index) -> _Shape:
    columns = tuple(column.name for column in one.columns)
    partial = one.dialect_options["postgresql"]["where"] is not None
    return _Shape(columns, bool(one.unique), partial)


def _found(connection: Connection) -> Mapping[str, _Shape]:
    """What is finished, and under an empty shape what is not."""
    rows = connection.execute(text(_FOUND)).all()
    return {
        row.name: _Shape(tuple(row.columns or ()) if row.valid else (), row.is_unique, row.partial)
        for row in rows
    }


@contextmanager
def _alone(connection: Connection) -> Iterator[bool]:
    """Whether nobody else is at it; who waited for the lock would be waited for by the index."""
    connection.exec_driver_sql(f"SET lock_timeout = '{PATIENCE}'")
    key = {"key": _ADVISORY_LOCK}
    alone = bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), key).scalar())
    try:
        yield alone
    finally:
        if alone:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)
        connection.exec_driver_sql("RESET lock_timeout")
