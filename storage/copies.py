"""A whole database into a file and back, whatever the engine; and how many rows it has."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, MetaData, Table, func, inspect, select

from storage import copy_postgresql, copy_sqlite, search_schema
from storage.engine import Database
from storage.migrate import VERSION_TABLE


class Copying(Protocol):
    """What an engine does. `save` copies one moment while others write, and counts its rows;
    `load` puts all of the file in place of what was there, or changes nothing."""

    def save(self, database: Database, file: Path) -> Mapping[str, int]: ...
    def check(self, file: Path) -> None: ...
    def load(self, database: Database, file: Path) -> None: ...


def of(database: Database) -> Copying:
    """The engine's way."""
    if database.engine.dialect.name == "sqlite":
        return copy_sqlite.SqliteCopying(count=rows)
    return copy_postgresql.PostgresqlCopying(count=rows)


def rows(connection: Connection) -> dict[str, int]:
    """How many rows each table has, of whichever version the schema is; not of the search."""
    names = [
        name
        for name in inspect(connection).get_table_names()
        if name not in (VERSION_TABLE, search_schema.PENDING)
        and not name.startswith(search_schema.TABLE)
    ]
    return {name: _count(connection, name) for name in sorted(names)}


def _count(connection: Connection, name: str) -> int:
    table = Table(name, MetaData())
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def rows_of(database: Database) -> dict[str, int]:
    """The same, now."""
    with database.read() as session:
        return rows(session.connection())


def digest(file: Path) -> str:
    """SHA-256, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
