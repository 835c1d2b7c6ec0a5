"""Workers of a fleet that lose their database, or are paused while they hold something in it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from listenpost import fleet
from listenpost.services.app import App
from storage.engine import Database
from tests.fakes import Office
from tests.loops import finished

pytestmark = pytest.mark.parametrize("engine_name", ["postgresql"])
TICK = timedelta(seconds=1)


class Losing:
    """Procrastinate, whose worker loses its database in every way there is, and then works."""

    def __init__(self) -> None:
        self.begun = 0
        self.works = threading.Event()

    @asynccontextmanager
    async def open_async(self) -> AsyncIterator[None]:
        self.begun += 1
        if self.begun == 1:
            raise ConnectorException("no connection within 30 seconds")
        yield

    async def run_worker_async(self, **_: Any) -> None:
        if self.begun == 2:
            raise ConnectorException("the server closed the connection")
        if self.begun == 3:
            return  # a task beside it failed: it stops as if it had been told to
        self.works.set()
        await asyncio.Event().wait()


def test_a_worker_that_loses_its_database_begins_again_until_it_is_told_to_end(
    office: Office, logs: list[Any]
) -> None:
    losing: Any = Losing()

    async def told_to_end_when_it_works() -> None:
        ended = asyncio.Event()
        working = asyncio.create_task(fleet.work(office.app, losing, ended, pause=timedelta(0)))
        await asyncio.to_thread(losing.works.wait, 10)
        ended.set()
        await working

    finished(told_to_end_when_it_works())
    assert losing.begun == 4
    assert [one["event"] for one in logs] == ["worker.cut_off", "worker.cut_off"]


def test_a_host_that_is_paused_in_a_transaction_does_not_hold_up_the_others_for_ever(
    office: Office,
) -> None:
    """It still answers for its connection: only the server's patience ends it, here a short one."""
    office.hear(office.says("Otto", "my kettle is broken"))
    with pytest.raises(DBAPIError, match="idle-in-transaction timeout"):
        paused_while_another_writes(office.app.database)
    with psycopg.connect(**jobs_connection(office.app)) as one_of_procrastinates:
        (told,) = one_of_procrastinates.execute("SHOW idle_in_transaction_session_timeout")
    assert told == ("1min",)


def paused_while_another_writes(database: Database) -> None:
    with database.write() as paused:
        patience = paused.execute(text("SHOW idle_in_transaction_session_timeout")).scalar_one()
        assert patience == "1min"
        paused.execute(text("SET LOCAL idle_in_transaction_session_timeout = '50ms'"))
        change(paused)
        with database.write() as other:
            change(other)  # waits for the first one's lock
        change(paused)


def change(session: Session) -> None:
    session.execute(text("UPDATE mention SET edited_at = now()"))


def jobs_connection(app: App) -> dict[str, Any]:
    connector: Any = fleet.make_jobs(app, tick=TICK).connector
    given = connector._pool_args
    return {"conninfo": given["conninfo"], **given["kwargs"]}
