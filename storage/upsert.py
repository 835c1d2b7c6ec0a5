"""INSERT ... ON CONFLICT for whichever database the session is on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def insert_into(session: Session, table: type[SQLModel] | Table) -> Any:
    """The dialect's own insert statement; both know on_conflict_* and returning()."""
    return insert_on(dialect_of(session), table)


def insert_on(dialect: str, table: type[SQLModel] | Table) -> Any:
    """The same, for statements that are built once."""
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return make(table)


def dialect_of(session: Session) -> str:
    """sqlite or postgresql."""
    return session.get_bind().dialect.name


def table_of(record: type[SQLModel]) -> Table:
    """For statements on many rows at once, which need no objects."""
    return SQLModel.metadata.tables[str(record.__tablename__)]
