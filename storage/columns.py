"""Column types that behave the same on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Integer, String
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

from domain.text import clean

_FIRST = dt.datetime.min.replace(tzinfo=dt.UTC)
_LAST = dt.datetime.max.replace(tzinfo=dt.UTC)


class UtcDateTime(TypeDecorator[dt.datetime]):
    """Aware UTC in Python; timestamptz on PostgreSQL, naive UTC text on SQLite.

    SQLite would otherwise store 12:00+05:00 and give back a naive 12:00. Refuses naive values; what
    is before the first or after the last moment of UTC becomes that moment.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return _SqliteDateTime()  # type: ignore[no-untyped-call]
        return super().load_dialect_impl(dialect)

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        moment = in_utc(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class _SqliteDateTime(sqlite.DATETIME):
    """The same text as SQLAlchemy's, in a quarter of the time."""

    def bind_processor(self, dialect: Dialect) -> Any:
        return lambda value: None if value is None else value.isoformat(" ", "microseconds")


def in_utc(value: dt.datetime) -> dt.datetime:
    """The moment as it is stored."""
    if value.tzinfo is dt.UTC:
        return value
    try:
        return value.astimezone(dt.UTC)
    except OverflowError:
        return _FIRST if value.year == dt.MINYEAR else _LAST


class Words(TypeDecorator[str]):
    """Text from outside, such as an error's: cleaned and cut to fit when it is stored."""

    impl = String
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else clean(value)[: self.length]


class Several(TypeDecorator[Sequence[Any]]):
    """A list as one parameter: an array on PostgreSQL, JSON on SQLite."""

    impl = String
    cache_ok = True

    def __init__(self, each: TypeEngine[Any]) -> None:
        super().__init__()
        self.each = each

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else ARRAY(self.each))

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return json.dumps(value, ensure_ascii=False)


JsonColumn: TypeEngine[Any] = JSON().with_variant(JSONB(), "postgresql")
"""A JSON value; reassign it to change it, in-place changes are not seen."""
JsonOrNull: TypeEngine[Any] = JSON(none_as_null=True).with_variant(
    JSONB(none_as_null=True), "postgresql"
)
"""The same, where None is the database's null and not JSON's."""

IdColumn: TypeEngine[int] = BigInteger().with_variant(Integer, "sqlite")
"""A key that SQLite makes an alias of its rowid."""

WholeNumber: TypeEngine[int] = BigInteger()
"""A number that grows past 2,147,483,647."""


def enum_column(values: type[StrEnum], name: str) -> Enum:
    """A VARCHAR with a CHECK on both databases, so that no migration needs ALTER TYPE."""
    return Enum(
        values,
        native_enum=False,
        length=24,
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
        create_constraint=True,
        name=name,
    )
