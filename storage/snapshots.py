"""A record as plain values and back, for changes that can be undone."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from storage.columns import UtcDateTime


def take(record: SQLModel) -> dict[str, Any]:
    """Every column of the record, as JSON can hold it."""
    return {column.name: _plain(getattr(record, column.name)) for column in _columns(record)}


def put_back(record: SQLModel, values: dict[str, Any]) -> None:
    """Make the record's columns what they were; a column that is not named stays as it is."""
    for column in _columns(record):
        if column.name in values:
            setattr(record, column.name, _of_type(column.type, values[column.name]))


def _columns(record: SQLModel) -> list[sa.Column[Any]]:
    table: sa.Table = record.__table__  # type: ignore[attr-defined]
    return list(table.columns)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return value.value if isinstance(value, Enum) else value


def _of_type(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return dt.datetime.fromisoformat(value)
    if isinstance(kind, sa.Enum) and kind.enum_class is not None:
        return kind.enum_class(value)
    return value
