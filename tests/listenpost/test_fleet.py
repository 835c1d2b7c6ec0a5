"""Workers of a fleet on PostgreSQL: told in the commit, one poll an account, the dead replaced."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from domain.case import CaseEventKind
from domain.mention import Cursor, Page
from domain.work import Work
from listenpost import fleet, tasks
from listenpost.clock import Clock
from listenpost.services import ingest
from listenpost.services.app import App
from listenpost.services.doctor import examine_app
from listenpost.shared_clock import SharedClock
from storage import jobs, migrate
from storage.dispatch import wake
from storage.engine import Database, make_database
from storage.models import CaseEvent, Mention
from tests.fakes import FakeListener, Office, connected, open_office
from tests.listenpost.services.seen import unjudged
from tests.loops import finished

pytestmark = pytest.mark.parametrize("engine_name", ["postgresql"])
TICK = timedelta(seconds=1)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    found = replace(make_database(database_url), dispatcher=jobs.ProcrastinateDispatcher())
    jobs.prepare(found)
    yield found
    with found.write() as session:
        session.execute(text(f"DROP SCHEMA {jobs.SCHEMA} CASCADE"))
    found.engine.dispose()


@pytest.fixture
def office(database: Database) -> Office:
    return open_office(database)


def waiting(database: Database) -> list[tuple[str, str]]:
    """(kind of work, lock) of the jobs that nobody has done."""
    with database.read() as session:
        jobs.find(session)
        statement = "SELECT task_name, coalesce(lock, '') FROM procrastinate_jobs ORDER BY id"
        return [(row[0], row[1]) for row in session.execute(text(statement)).all()]


def taken_by_the_dead(database: Database) -> None:
    """A worker took all jobs that wait, and was not heard of for an hour."""
    with database.write() as session:
        jobs.find(session)
        session.execute(
            text(
                "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat) "
                "VALUES (now() - interval '1 hour') RETURNING id) "
                "UPDATE procrastinate_jobs SET status = 'doing', worker_id = dead.id FROM dead"
            )
        )


def work_off(app: App, *, workers: int = 1) -> None:
    """So many workers do every job that waits, and those that come of it, and go home."""

    async def some(number: int) -> None:
        made = fleet.make_jobs(replace(app, owner=f"worker {number}"), tick=TICK)
        made.periodic_registry.periodic_tasks.clear()
        async with made.open_async():
            await made.run_worker_async(
                wait=False, install_signal_handlers=False, concurrency=4, delete_jobs="always"
            )

    def work(number: int) -> None:
        while to_do(app.database):
            asyncio.run(some(number))

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, range(workers)))


def to_do(database: Database) -> int:
    with database.read() as session:
        jobs.find(session)
        statement = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'"
        return int(session.execute(text(statement)).scalar_one())


def call_polls(app: App) -> None:
    with app.database.write() as session:
        accounts = {name: one.account or name for name, one in app.listeners.items()}
        jobs.ProcrastinateDispatcher().enqueue_polls(session, accounts)


def test_a_job_commits_with_the_work_it_is_about_and_not_without_it(office: Office) -> None:
    database = office.app.database

    def breaks() -> None:
        with database.write() as session:
            jobs.ProcrastinateDispatcher().enqueue(session, frozenset({Work.JUDGE}))
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        breaks()
    assert waiting(database) == []
    with database.write():
        pass
    assert waiting(database) == []
    with database.write() as session:
        wake(session, Work.JUDGE)
        wake(session, Work.DELIVER)
        wake(session, Work.JUDGE)
    assert waiting(database) == [("deliver", ""), ("judge", "")]


def test_a_post_is_heard_judged_and_answered_by_jobs_alone(office: Office) -> None:
    post = office.says("Otto", "my kettle is broken")
    office.listener.pages.append(Page(mentions=(post,), cursor=Cursor("")))
    call_polls(office.app)
    work_off(office.app)
    case_id = office.mention(post).case_id
    assert case_id
    reply_id = office.send(office.user("ann"), case_id)
    assert waiting(office.app.database) == [("deliver", "")]
    work_off(office.app)
    assert (office.reply(reply_id).status, office.responder.posts) == ("sent", 1)
    assert waiting(office.app.database) == []


def test_a_listener_waits_in_the_queue_once(office: Office) -> None:
    found = {name: connected(name, FakeListener()) for name in ("one", "two")}
    for _ in range(3):
        call_polls(replace(office.app, listeners=found))
    assert waiting(office.app.database) == [("poll", "account:main")] * 2


class Careful(FakeListener):
    """Notes how many polls of its account ran at once."""

    def __init__(self, running: list[int], most: list[int]) -> None:
        super().__init__()
        self._running, self._most = running, most

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        self._running.append(1)
        self._most.append(len(self._running))
        time.sleep(0.05)
        self._running.pop()
        return super().poll(cursor)


def test_of_one_account_one_poll_runs_at_a_time(office: Office) -> None:
    running: list[int] = []
    most: list[int] = []
    names = [f"listener {number}" for number in range(6)]
    found = {name: connected(name, Careful(running, most)) for name in names}
    app = replace(office.app, listeners=found)
    ingest.register_listeners(app)
    call_polls(app)
    work_off(app, workers=2)
    assert most == [1] * len(names)


def test_a_backlog_is_shared_and_each_post_is_judged_once(office: Office) -> None:
    posts = tuple(office.says(f"Otto {n}", f"my kettle {n} is broken") for n in range(60))
    office.listener.pages.append(Page(mentions=posts, cursor=Cursor("")))
    call_polls(office.app)
    work_off(office.app, workers=3)
    assert unjudged(office) == []
    opened = [one for one in office.rows(CaseEvent) if one.kind is CaseEventKind.OPENED]
    assert len(opened) == len({one.case_id for one in office.rows(Mention)}) == len(posts)


def test_the_jobs_of_a_fleet_read_the_most_urgent_first(office: Office) -> None:
    calm = [office.says(f"Otto {n}", "nice kettle") for n in range(8)]
    office.listener.pages.append(
        Page(mentions=(*calm, office.says("Ann", "it is on fire")), cursor=Cursor(""))
    )
    call_polls(office.app)
    work_off(office.app)
    assert "it is on fire" in office.classifier.batches[0]
    assert len(office.classifier.batches) > 1
    assert unjudged(office) == []


def test_a_job_that_fails_is_logged_and_leaves_the_others_alone(
    office: Office, logs: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: App) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(tasks, "EACH_TICK", {**tasks.EACH_TICK, Work.FETCH: fails})
    with office.app.database.write() as session:
        wake(session, Work.FETCH)
        wake(session, Work.TIDY)
    work_off(office.app)
    (failed,) = [event for event in logs if event["event"] == "job.failed"]
    assert (failed["job"], failed["error"]) == ("fetch", "OSError('disk full')")
    assert waiting(office.app.database) == []


def test_the_job_of_a_worker_that_died_is_done_by_another(office: Office) -> None:
    post = office.says("Otto", "my kettle is broken")
    office.listener.pages.append(Page(mentions=(post,), cursor=Cursor("")))
    call_polls(office.app)
    taken_by_the_dead(office.app.database)
    work_off(office.app)
    assert office.rows(Mention) == []  # its lock holds up the account
    finished(rescued(office.app))
    work_off(office.app)
    assert [one.text for one in office.rows(Mention)] == [post.text]


async def rescued(app: App) -> None:
    made = fleet.make_jobs(app, tick=TICK)
    async with made.open_async():
        await fleet.rescue(made, silent=app.lease / 2)


def test_what_waits_again_already_is_not_rescued_twice(office: Office) -> None:
    database = office.app.database
    call_polls(office.app)
    taken_by_the_dead(database)
    call_polls(office.app)
    finished(rescued(office.app))
    assert waiting(database) == [("poll", "account:main")]


def test_no_job_that_can_die_with_its_lock_is_what_rescues(office: Office) -> None:
    """One that died while it rescued, as a job, would have to be rescued by itself."""
    made = fleet.make_jobs(office.app, tick=TICK)
    assert not [name for name in made.tasks if "rescue" in name]


def test_what_two_workers_rescue_at_once_is_done_again_once(office: Office) -> None:
    call_polls(office.app)
    taken_by_the_dead(office.app.database)

    async def both() -> None:
        made = fleet.make_jobs(office.app, tick=TICK)
        async with made.open_async():
            silent = office.app.lease / 2
            await asyncio.gather(*(fleet.rescue(made, silent=silent) for _ in range(4)))

    finished(both())
    assert waiting(office.app.database) == [("poll", "account:main")]
    assert to_do(office.app.database) == 1


@pytest.mark.parametrize("minutes", [-7, 7])
def test_a_host_whose_clock_is_wrong_goes_by_the_databases(
    database: Database, minutes: float, logs: list[Any]
) -> None:
    wrong = timedelta(minutes=minutes)
    own = Clock(now=lambda: right() + 10 * wrong, wall=lambda: right() + wrong, speed=10)
    shared = SharedClock(own, database)
    shared.compare()
    shared.compare()
    put_right = shared.clock()
    assert abs(put_right.wall() - right()) < timedelta(minutes=1)
    assert abs(put_right.now() - right()) < timedelta(minutes=10)
    assert [one["event"] for one in logs] == ["clock.apart"]


def right() -> dt.datetime:
    """As the database has it, which runs on this machine."""
    return dt.datetime.now(dt.UTC)


def test_the_tables_are_made_once_whoever_comes_first(database: Database) -> None:
    together = threading.Barrier(3)

    def prepare(_: int) -> None:
        together.wait(20)
        jobs.prepare(database)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(prepare, range(3)))
    migrate.check(database)


def test_tables_of_another_version_are_made_anew(database: Database) -> None:
    with database.write() as session:
        wake(session, Work.JUDGE)
    jobs.prepare(database)
    assert waiting(database) == [("judge", "")]
    with database.write() as session:
        session.execute(text("COMMENT ON SCHEMA procrastinate IS '3.9.0'"))
        session.execute(text("ALTER TABLE procrastinate.procrastinate_jobs DROP COLUMN priority"))
    jobs.prepare(database)
    with database.write() as session:
        wake(session, Work.DELIVER)
    assert waiting(database) == [("deliver", "")]


def test_doctor_tells_how_the_fleet_stands(office: Office) -> None:
    call_polls(office.app)
    (found,) = [one for one in examine_app(office.app) if one.about == "fleet"]
    assert (found.ok, "start `listenpost worker`" in found.text) == (False, True)
    with office.app.database.write() as session:
        jobs.find(session)
        session.execute(text("INSERT INTO procrastinate_workers DEFAULT VALUES"))
    (found,) = [one for one in examine_app(office.app) if one.about == "fleet"]
    assert found.ok
    assert found.text.startswith("Workers: 1; jobs that wait: 1, the oldest for ")


def test_a_worker_may_be_silent_for_as_long_as_its_lease_allows(office: Office) -> None:
    with office.app.database.write() as session:
        jobs.find(session)
        ago = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - :ago)"
        session.execute(text(ago), {"ago": timedelta(seconds=40)})
    for lease, heard in ((60, False), (300, True)):
        app = replace(office.app, lease=timedelta(seconds=lease))
        (found,) = [one for one in examine_app(app) if one.about == "fleet"]
        assert found.ok is heard
