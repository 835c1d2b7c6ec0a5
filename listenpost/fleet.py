"""Workers on many machines: Procrastinate runs the same functions that an embedded worker ticks."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import procrastinate
import structlog
from procrastinate import PsycopgConnector
from procrastinate.exceptions import AppNotOpen, ConnectorException, UniqueViolation
from procrastinate.jobs import DeleteJobCondition, Status
from sqlalchemy.exc import SQLAlchemyError

from domain.heartbeat import TICK
from domain.work import PRIORITY, Work
from listenpost import tasks
from listenpost.scheduler import LOOK_EVERY, STALLED_AFTER, beating
from listenpost.services import ingest
from listenpost.services.app import App
from listenpost.shared_clock import SharedClock
from storage import jobs
from storage.dispatch import wake
from storage.engine import BELIEVED, PATIENT

ROOM = 8
"""Jobs at once beside one for each listener and each kind of work: for what is connected later."""
ROUNDS_EVERY = timedelta(seconds=5)
"""For what no commit told: a time that has come, a job that was lost."""
PAUSE = timedelta(seconds=2)
"""Before a worker that lost the database looks for it again."""
SHARED = "fleet"
"""The queue of what any worker does, whatever its own queues are."""
AT_ONCE = (Work.JUDGE, Work.DELIVER, Work.FETCH)
"""What several workers do at the same time; they take different rows. The rest one at a time."""

log = structlog.get_logger(__name__)


def run_worker(
    app: App,
    *,
    tick: timedelta,
    queues: Sequence[Work] = (),
    stalled_after: timedelta = STALLED_AFTER,
) -> None:
    """Work until SIGTERM or SIGINT; what is under way is finished first. No queues means all."""
    shared = SharedClock(app.clock, app.database)
    shared.compare()
    app = replace(app, clock=shared.clock())
    tasks.start(app)
    jobs.prepare(app.database)
    app.beats.expect(TICK, within=stalled_after, now=app.clock.wall())
    asyncio.run(_work(app, tick, queues, shared))
    app.database.engine.dispose()
    log.info("worker.stopped", worker=app.owner)


async def _work(app: App, tick: timedelta, queues: Sequence[Work], shared: SharedClock) -> None:
    made, ended = make_jobs(app, tick=tick), asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(_threads(app)))
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, ended.set)
    log.info("worker.started", worker=app.owner, queues=[*queues] or "all")
    kept = (_beat(app), _look_after(app, made, shared), _follow(app))
    beside = [asyncio.create_task(one) for one in kept]
    await work(app, made, ended, queues=queues)
    for one in beside:
        one.cancel()


async def work(
    app: App,
    made: procrastinate.App,
    ended: asyncio.Event,
    *,
    queues: Sequence[Work] = (),
    pause: timedelta = PAUSE,
) -> None:
    """Do jobs until it is told to end; whoever loses the database meanwhile begins again."""
    some: Any = {"queues": [*queues, SHARED]} if queues else {}
    while not ended.is_set():
        try:
            async with made.open_async():
                working = made.run_worker_async(
                    **some,
                    name=app.owner,
                    concurrency=_threads(app),
                    delete_jobs=DeleteJobCondition.ALWAYS,
                    install_signal_handlers=False,
                    update_heartbeat_interval=app.lease.total_seconds() / 6,
                    stalled_worker_timeout=app.lease.total_seconds() / 2,
                    fetch_job_polling_interval=ROUNDS_EVERY.total_seconds(),
                )
                await _until(ended, working)
        except ConnectorException as error:
            log.warning("worker.cut_off", worker=app.owner, error=repr(error.__cause__ or error))
        if not ended.is_set():
            await asyncio.sleep(pause.total_seconds())


async def _until(ended: asyncio.Event, working: Coroutine[Any, Any, None]) -> None:
    """Procrastinate's worker ends with an error or without one when it has lost the database."""
    task, told = asyncio.create_task(working), asyncio.create_task(ended.wait())
    await asyncio.wait([task, told], return_when=asyncio.FIRST_COMPLETED)
    if ended.is_set():
        task.cancel()
    told.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _threads(app: App) -> int:
    return len(app.listeners) + len(Work) + ROOM


async def _beat(app: App) -> None:
    """Any job may come to another worker; that this one's loop turns is all that can be asked."""
    while True:
        app.beats.beat(TICK, now=app.clock.wall())
        await asyncio.sleep(ROUNDS_EVERY.total_seconds())


async def _follow(app: App) -> None:
    """What was connected or set meanwhile: every worker must know, whatever its queues are."""
    while True:
        await asyncio.sleep(ROUNDS_EVERY.total_seconds())
        try:
            await asyncio.to_thread(tasks.follow_settings, app)
        except SQLAlchemyError as error:
            log.warning("settings.unread", error=repr(error))


def make_jobs(app: App, *, tick: timedelta) -> procrastinate.App:
    """Every kind of work as a job of its own name and queue, and what begins it by the clock."""
    believed = [f"-c {name}={value}" for name, value in BELIEVED.items()]
    connector = PsycopgConnector(
        conninfo=jobs.connection_string(app.database.engine),
        kwargs={"options": " ".join([f"-c search_path={jobs.SCHEMA}", *believed])} | PATIENT,
        min_size=1,
        max_size=4,
    )
    made = procrastinate.App(connector=connector)
    made.task(name=Work.POLL)(partial(_poll, app))
    for every, table in ((ROUNDS_EVERY, tasks.EACH_TICK), (LOOK_EVERY, tasks.NOW_AND_THEN)):
        for work, run in table.items():
            job = _job(app, work, _judge if work is Work.JUDGE else run)
            lock = None if work in AT_ONCE else work.value
            _periodic(made, job, work, every, queue=work, priority=PRIORITY[work], lock=lock)
    due = _job(app, "due", partial(_call_polls, jobs.ProcrastinateDispatcher()))
    _periodic(made, due, "due", tick, queue=SHARED, lock="due")
    return made


def _job(app: App, name: str, run: Callable[[App], None]) -> Callable[..., None]:
    """It takes the moment for which the clock began it, and does not mind."""

    def job(timestamp: int = 0) -> None:
        _reported(app, name, partial(run, app.current()))

    return job


def _periodic(
    made: procrastinate.App, job: Callable[..., Any], name: str, every: timedelta, **options: Any
) -> None:
    """A job that a commit or the clock begins; the clock not while one of its own waits already."""
    add: Any = made.task(name=name, **options)
    made.periodic(cron=_cron(every), queueing_lock=f"round:{name}")(add(job))


def _cron(every: timedelta) -> str:
    """Croniter's sixth field is seconds."""
    return f"* * * * * */{min(max(round(every.total_seconds()), 1), 59)}"


def _reported(app: App, name: str, run: Callable[[], None]) -> None:
    try:
        beating(app, name, run)()
    except Exception as error:
        log.exception("job.failed", job=name, error=repr(error))


def _poll(app: App, listener: str) -> None:
    _reported(app, f"poll {listener}", partial(tasks.poll_if_due, app.current(), listener))


def _judge(app: App) -> None:
    """One batch; another worker may take the next one, and this one may be told to end."""
    if tasks.judge_batch(app):
        with app.database.write() as session:
            wake(session, Work.JUDGE)


def _call_polls(dispatcher: jobs.ProcrastinateDispatcher, app: App) -> None:
    """One job for each listener whose time has come."""
    due = ingest.due_listeners(app)
    if due:
        accounts = {name: app.listeners[name].account or name for name in due}
        with app.database.write() as session:
            dispatcher.enqueue_polls(session, accounts)


async def _look_after(app: App, made: procrastinate.App, shared: SharedClock) -> None:
    """Put the clock right, and rescue.

    Every worker does so, and not by a job: one that dies while it rescues would keep its lock, and
    nobody could rescue it.
    """
    while True:
        await asyncio.sleep(app.lease.total_seconds() / 6)
        try:
            await asyncio.to_thread(shared.compare)
            await rescue(made, silent=app.lease / 2)
        except (ConnectorException, AppNotOpen, SQLAlchemyError) as error:
            log.warning("rescue.failed", error=repr(error))


async def rescue(made: procrastinate.App, *, silent: timedelta) -> None:
    """Jobs of workers that have been silent so long are done again: their locks hold up others.

    What another worker has rescued meanwhile, or its own one ended after all, is left to it.
    """
    manager = made.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=silent.total_seconds()):
        log.warning("job.rescued", job=job.task_name, id=job.id)
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # the same waits already
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)
        except ConnectorException as error:
            log.info("job.rescued_already", id=job.id, error=repr(error.__cause__))
