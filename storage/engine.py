"""Engines and sessions: SQLite with real write transactions, or PostgreSQL."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlmodel import Session, create_engine

from domain.errors import ConfigurationError
from storage import audit, search, webhooks
from storage.dispatch import Dispatcher, Ticks, woken

BUSY_TIMEOUT_MS = 20_000
PATIENT: dict[str, int] = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""How long a client of PostgreSQL believes in a host of which it hears nothing."""
BELIEVED: dict[str, str] = {
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "30000",
    "idle_in_transaction_session_timeout": "60000",
}
"""And how long the server believes in us: what a host that was cut off has locked is free then.

A host that is paused still answers for its connections; the last one is for it. Whoever holds a
transaction open for longer without a word to the database (pg_dump's snapshot) says so itself.
"""
_READING: dict[str, dict[str, Any]] = {
    "sqlite": {"listenpost_read": True},  # a reader of a WAL file has a snapshot
    "postgresql": {"isolation_level": "REPEATABLE READ"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """Sessions on one database; `read` never waits for a writer on SQLite.

    `turn` is taken around each write: SQLite has one writer at a time, and its own waiting is a
    sleep that grows to 100 ms, where threads of one process can simply queue. `tells` says which
    endpoints want which events, so that they are put beside the event in its own commit.
    `dispatcher` is told in each commit what work it leaves behind.
    """

    engine: Engine
    turn: AbstractContextManager[object] = field(default_factory=nullcontext)
    tells: Mapping[str, Sequence[str]] = field(default_factory=dict)
    dispatcher: Dispatcher = field(default_factory=Ticks)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that commits at the end, or rolls back on an error.

        On SQLite it begins IMMEDIATE: what was read inside it cannot change under it. What it
        changed can be searched for when it has committed.
        """
        info = {webhooks.TELLS: self.tells}
        with (
            self.turn,
            Session(self.engine, expire_on_commit=False, info=info) as session,
            session.begin(),
        ):
            yield session
            if session.in_transaction():  # who has rolled back already has changed nothing
                search.refresh(session)
                audit.seal(session)
                if work := woken(session):
                    self.dispatcher.enqueue(session, work)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A snapshot to read from: nothing changes in it from beginning to end."""
        engine = self.engine.execution_options(**_READING[self.engine.dialect.name])
        with Session(engine, expire_on_commit=False) as session:
            yield session


def make_database(url: str) -> Database:
    """Connect lazily to `sqlite:///FILE` or `postgresql://...`; raises ConfigurationError."""
    try:
        parsed = make_url(url)
    except Exception as error:
        raise ConfigurationError(
            f"database.url is not a database address: {error}. "
            "Examples: sqlite:///listenpost.db, postgresql://user:password@host/listenpost"
        ) from error
    if parsed.get_backend_name() == "sqlite":
        return Database(engine=_sqlite(url, parsed.database), turn=threading.RLock())
    if parsed.get_backend_name() == "postgresql":
        return Database(engine=_postgresql(parsed))
    raise ConfigurationError(
        f"database.url names {parsed.get_backend_name()}; Listenpost runs on sqlite and postgresql."
    )


def _sqlite(url: str, file: str | None) -> Engine:
    if not file or file == ":memory:":
        raise ConfigurationError(
            "database.url names no file, and several processes share the database. "
            "Example: sqlite:///listenpost.db"
        )
    try:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"database.url names a folder that cannot be made: {error}"
        ) from error
    engine = create_engine(url, pool_size=20, max_overflow=20)
    event.listen(engine, "do_connect", lambda *_: _keep_to_ourselves(Path(file)))
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _keep_to_ourselves(file: Path) -> None:
    """A new database is nobody else's to read on this machine; its log takes the same rights."""
    with suppress(OSError):  # SQLite says better what is wrong
        file.touch(mode=0o600)


def _postgresql(url: URL) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, connect_args=PATIENT
    )
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _prepare_postgresql(connection: Any, _record: object) -> None:
    """Speak UTC: in another zone psycopg cannot read the first and the last hours of time."""
    told = [f"SET {name} = {value}" for name, value in BELIEVED.items()]
    connection.execute("; ".join(["SET TIME ZONE 'UTC'", *told]))
    connection.commit()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    _write_ahead(cursor)
    cursor.close()
    connection.create_function("lower", 1, _lower, deterministic=True)


def _write_ahead(cursor: Any) -> None:
    """Turn the file to WAL, once in its life; two processes may try at the same moment.

    For this one step SQLite answers "locked" at once, whatever the busy timeout is.
    """
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _lower(value: object) -> object:
    """Small letters in every script; SQLite's own `lower` knows only A to Z."""
    return value.lower() if isinstance(value, str) else value


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("listenpost_read", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
