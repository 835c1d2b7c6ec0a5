"""Procrastinate's jobs in our own database, put there in our own transactions.

A job holds a kind of work and never a customer's words: what is due stands in our own tables, with
leases. So a job that is lost, late or run twice loses and repeats nothing; it only says *now*. And
so a new version of Procrastinate begins with empty tables, which have a schema of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import procrastinate
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, Engine, text
from sqlmodel import Session

from domain.work import PRIORITY, Work
from storage.engine import Database
from storage.rights import require_owner

SCHEMA = "procrastinate"
_ADVISORY_LOCK = 4_915_208  # two workers that start together prepare one after the other


def connection_string(engine: Engine) -> str:
    """The same database for a driver that is not SQLAlchemy's; it holds the password."""
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def find(session: Session) -> None:
    """Procrastinate names no schema: until the end of the transaction its tables are found."""
    path = "SELECT set_config('search_path', current_setting('search_path') || :more, true)"
    session.execute(text(path), {"more": f", {SCHEMA}"})


class ProcrastinateDispatcher:
    """Jobs that exist when the session commits; PostgreSQL then notifies the workers."""

    def __init__(self) -> None:
        self._jobs = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())

    def enqueue(self, session: Session, work: frozenset[Work]) -> None:
        """One job for each kind. They have no queueing lock: it would make writers wait for each
        other until they commit."""
        find(session)
        for one in sorted(work):
            self._put(session, one)

    def enqueue_polls(self, session: Session, accounts: Mapping[str, str]) -> None:
        """One job for each listener (of which account) that has none waiting.

        Of one account only one poll runs at a time: its limits are shared.
        """
        find(session)
        waiting = "SELECT queueing_lock FROM procrastinate_jobs WHERE status = 'todo'"
        there = set(session.execute(text(waiting)).scalars())
        for listener, account in accounts.items():
            waits = f"poll:{listener}"
            if waits not in there:
                self._put(
                    session,
                    Work.POLL,
                    lock=f"account:{account}",
                    queueing_lock=waits,
                    task_kwargs={"listener": listener},
                )

    def _put(self, session: Session, work: Work, **options: Any) -> None:
        self._jobs.configure_task(
            work,
            queue=work,
            priority=PRIORITY[work],
            connection=session.connection().connection.driver_connection,
            **options,
        ).defer()


def prepare(database: Database) -> None:
    """Make Procrastinate's tables, or make them anew for the version that is installed.

    Raises ConfigurationError where the database's role may only change rows.
    """
    with database.read() as session:
        there = _version(session.connection())
    if there == procrastinate.__version__:
        return
    wanted = f"Procrastinate's tables are of version {there or 'none'}, and must be of"
    require_owner(database, f"{wanted} {procrastinate.__version__}")
    with database.engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        if _version(connection) == procrastinate.__version__:
            return
        driver: Any = connection.connection.driver_connection
        driver.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
        driver.execute(f"SET LOCAL search_path TO {SCHEMA}")
        driver.execute(SchemaManager.get_schema())
        driver.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{procrastinate.__version__}'")


def _version(connection: Connection) -> str | None:
    """Whose tables they are, "3.10.0"; None where there are none."""
    found = text("SELECT obj_description(to_regnamespace(:name), 'pg_namespace')")
    return connection.execute(found, {"name": SCHEMA}).scalar()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Workers that were heard of lately; jobs that wait, and since when."""

    workers: int
    waiting: int
    oldest: dt.datetime | None


def standing(session: Session, *, silent: dt.timedelta) -> Standing | None:
    """How the fleet stands, without workers that have been silent so long; None where no worker has
    made its tables yet."""
    if _version(session.connection()) is None:
        return None
    find(session)
    heard = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - :silent"
    waits = text(
        "SELECT count(*), min(coalesce(scheduled_at, deferred.at)) FROM procrastinate_jobs AS job "
        "LEFT JOIN LATERAL (SELECT min(at) AS at FROM procrastinate_events AS event "
        "WHERE event.job_id = job.id) AS deferred ON true WHERE status = 'todo'"
    )
    number, oldest = session.execute(waits).one()
    workers = session.execute(text(heard), {"silent": silent}).scalar_one()
    return Standing(workers=workers, waiting=number, oldest=oldest)
