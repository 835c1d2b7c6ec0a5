"""A PostgreSQL database into a file and back, by PostgreSQL's own programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection

from domain.errors import BadInput, ConfigurationError
from storage.engine import Database

Count = Callable[[Connection], Mapping[str, int]]
INSTALL = (
    "It comes with PostgreSQL's client (Debian: postgresql-client), and must be as new as the "
    "server."
)
LOCK_TIMEOUT = "-c lock_timeout=20s"


@dataclass(frozen=True, slots=True)
class PostgresqlCopying:
    """The file is pg_dump's own format; rows are counted in the snapshot that is dumped."""

    count: Count

    def save(self, database: Database, file: Path) -> Mapping[str, int]:
        file.touch(mode=0o600)
        isolated = database.engine.execution_options(isolation_level="REPEATABLE READ")
        with isolated.connect() as connection:
            connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
            snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
            _run(
                database,
                "pg_dump",
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={snapshot}",
                f"--file={file}",
                f"--dbname={_address(database)}",
            )
            found = self.count(connection)
        self.check(file)
        return found

    def check(self, file: Path) -> None:
        """Raises BadInput where pg_restore cannot read its table of contents."""
        done = subprocess.run(  # noqa: S603
            [_program("pg_restore"), "--list", str(file)], capture_output=True, check=False
        )
        if done.returncode != 0:
            raise BadInput(f"{file} is no whole dump: {_last_line(done.stderr)}")

    def load(self, database: Database, file: Path) -> None:
        database.engine.dispose()
        _run(
            database,
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--no-privileges",
            "--single-transaction",
            "--exit-on-error",
            f"--dbname={_address(database)}",
            str(file),
        )


def _run(database: Database, name: str, *arguments: str) -> None:
    password = database.engine.url.password
    environment = os.environ | {"PGOPTIONS": LOCK_TIMEOUT}
    if password:
        environment["PGPASSWORD"] = str(password)  # a command's words can be read by others
    done = subprocess.run(  # noqa: S603
        [_program(name), *arguments], env=environment, capture_output=True, check=False
    )
    if done.returncode != 0:
        raise ConfigurationError(
            f"{name} could not do it: {_last_line(done.stderr)} {INSTALL} Nothing was changed."
        )


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise ConfigurationError(f"There is no {name} here. {INSTALL}")
    return found


def _address(database: Database) -> str:
    """As libpq reads it, without the password."""
    url: URL = database.engine.url.set(drivername="postgresql", password=None)
    return url.render_as_string(hide_password=False)


def _last_line(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing."
