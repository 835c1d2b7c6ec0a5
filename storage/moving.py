"""Every row from one database into another, in batches, and whether both say the same after it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, delete, func, insert, select, text
from sqlmodel import SQLModel

import storage.models  # noqa: F401  registers the tables
from storage import search_schema
from storage.engine import Database

MADE = "audit_head"
"""One row, which the migration makes and the audit changes."""
AT_ONCE = 1_000
"""Rows of one commit: what a move that was broken off has at most to do again."""


def tables() -> list[Table]:
    """All of them, none before one that it refers to; the search is built from the rest."""
    return [one for one in SQLModel.metadata.sorted_tables if one.name != search_schema.PENDING]


def copy(
    source: Connection, target: Database, table: Table, *, progress: Callable[[int], None]
) -> int:
    """Copy what the target does not have yet; returns how many rows that were.

    Rows with a number are added in its order, so that a second call goes on where the first one
    was broken off. Tables without one are small, and begin anew.
    """
    number = None if table.name == MADE else _number(table)
    start = 0
    with target.engine.begin() as connection:
        if number is None:
            connection.execute(delete(table))
        else:
            start = connection.execute(select(func.coalesce(func.max(number), 0))).scalar_one()
    copied = 0
    for rows in _batches(source, table, after=start):
        with target.engine.begin() as connection:
            connection.execute(insert(table), [dict(row._mapping) for row in rows])
        copied += len(rows)
        progress(len(rows))
    return copied


def go_on_counting(target: Database) -> None:
    """PostgreSQL numbers new rows by sequences, which know nothing of rows that brought theirs."""
    with target.engine.begin() as connection:
        for table in tables():
            number = _number(table)
            if number is None:
                continue
            name = {"table": f'"{table.name}"', "column": number.name}
            found = text("SELECT pg_get_serial_sequence(:table, :column)")
            sequence = connection.execute(found, name).scalar()
            last = connection.execute(select(func.max(number))).scalar()
            if sequence and last:
                connection.execute(
                    text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last}
                )


def fingerprint(connection: Connection, table: Table) -> tuple[int, str]:
    """(rows, SHA-256 of all their values), the same on both engines."""
    lines: Iterable[bytes] = (_line(row) for rows in _batches(connection, table) for row in rows)
    if _number(table) is None:
        lines = sorted(lines)  # two databases do not agree on the order of words
    count, digest = 0, hashlib.sha256()
    for line in lines:
        count += 1
        digest.update(line)
    return count, digest.hexdigest()


def _number(table: Table) -> Column[Any] | None:
    """The column that numbers the rows, if one does."""
    columns = list(table.primary_key.columns)
    return columns[0] if len(columns) == 1 and columns[0].type.python_type is int else None


def _batches(
    connection: Connection, table: Table, *, after: int = 0
) -> Iterator[Sequence[Row[Any]]]:
    number = _number(table)
    statement = select(table)
    if number is not None:
        statement = statement.where(number > after).order_by(number)
    yield from connection.execute(statement.execution_options(yield_per=AT_ONCE)).partitions()


def _line(row: Row[Any]) -> bytes:
    values = [_plain(value) for value in row]
    return json.dumps(values, sort_keys=True, ensure_ascii=True).encode() + b"\n"


def _plain(value: Any) -> Any:
    """JSON keeps 1 and 1.0 apart on one engine and not on the other."""
    match value:
        case Enum():
            return value.value
        case float() if value.is_integer():
            return int(value)
        case dt.datetime() | dt.date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case dict():
            return {str(name): _plain(one) for name, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
    return value
