"""A SQLite database into a file and back, by SQLite's own online backup."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from domain.errors import BadInput, Conflict
from storage.engine import BUSY_TIMEOUT_MS, Database

Count = Callable[[Connection], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class SqliteCopying:
    """The file is an ordinary database; others may write meanwhile."""

    count: Count

    def save(self, database: Database, file: Path) -> Mapping[str, int]:
        file.touch(mode=0o600)
        source = database.engine.raw_connection()
        target = sqlite3.connect(file)
        try:
            driver: Any = source.driver_connection
            driver.backup(target)  # all pages in one step: of one moment, and never begun anew
            target.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        finally:
            target.close()
            source.close()
        _sync(file)
        self.check(file)
        engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
        with engine.connect() as connection:
            return self.count(connection)

    def check(self, file: Path) -> None:
        """Raises BadInput where SQLite finds a fault in it."""
        connection = _opened(file)
        try:
            said = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:
            raise BadInput(f"{file} is no whole SQLite database: {error}.") from error
        finally:
            connection.close()
        if said != ["ok"] or broken:
            raise BadInput(f"{file} is damaged: {'; '.join(map(str, said))}, {len(broken)} broken.")

    def load(self, database: Database, file: Path) -> None:
        deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000

        def patient(_status: int, remaining: int, _total: int) -> None:
            if remaining and time.monotonic() > deadline:
                raise Conflict("The database is in use: stop workers and dashboard, then again.")

        target = database.engine.raw_connection()
        source = _opened(file)
        try:
            driver: Any = target.driver_connection
            with database.turn:
                source.backup(driver, progress=patient)
        finally:
            source.close()
            target.close()
            database.engine.dispose()


def _opened(file: Path) -> sqlite3.Connection:
    """To read from; nothing is written beside it."""
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _sync(file: Path) -> None:
    number = os.open(file, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
