"""The worker process: APScheduler only ticks; what is due is a column in the database."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from domain.heartbeat import TICK
from listenpost import tasks
from listenpost.services.app import App
from listenpost.services.connected_listener import ConnectedListener

LOOK_EVERY = timedelta(seconds=20)
CONNECT = "connect"
"""The job that looks what was connected meanwhile."""
ROOM = 34
"""Threads beside one for each job: two to spare, and what is connected later."""
WATCHED = (TICK, "judge", "deliver", "tidy")
"""Beside the polls: the jobs that never wait long for others, so that silence means trouble."""
STALLED_AFTER = timedelta(minutes=5)
AWAKE_EVERY = timedelta(seconds=1)
"""Python runs a signal's handler in the main thread alone, and the system may give the signal to
another one: a main thread that sleeps without end would never hear of it."""

log = structlog.get_logger(__name__)


def make_scheduler(
    app: App, *, tick: timedelta, stalled_after: timedelta = STALLED_AFTER
) -> BackgroundScheduler:
    """One job a listener, so that one that hangs leaves the others alone; one each for the rest.

    A late run is run, not dropped (APScheduler's own limit is one second), and never twice at once.
    """
    slow = max(tick, LOOK_EVERY)
    jobs: dict[str, tuple[timedelta, Callable[[], None]]] = {TICK: (tick, lambda: None)}
    jobs |= {work.value: (tick, _as_set(app, run)) for work, run in tasks.EACH_TICK.items()}
    jobs |= {work.value: (slow, _as_set(app, run)) for work, run in tasks.NOW_AND_THEN.items()}
    _expect(app, stalled_after)
    scheduler = BackgroundScheduler(
        timezone="UTC",
        executors={"default": ThreadPoolExecutor(len(jobs) + len(app.listeners) + ROOM)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 300},
    )
    listening = Listening(app, scheduler, tick=tick, stalled_after=stalled_after)
    listening.keep_up()
    jobs[CONNECT] = tick, listening.follow
    for name, (every, run) in jobs.items():
        job = beating(app, name, run)
        scheduler.add_job(job, "interval", seconds=every.total_seconds(), id=name)
    scheduler.add_listener(_report, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
    return scheduler


@dataclass(slots=True)
class Listening:
    """The jobs that poll: one for each listener that there is at the moment."""

    app: App
    scheduler: BackgroundScheduler
    tick: timedelta = field(kw_only=True)
    stalled_after: timedelta = field(kw_only=True)
    polled: frozenset[str] = frozenset()

    def follow(self) -> None:
        """Look what was connected, paused, removed or set otherwise meanwhile."""
        tasks.follow_settings(self.app)
        self.keep_up()

    def keep_up(self) -> None:
        """Begin to poll what is new, and no more what is gone."""
        now = frozenset(self.app.listeners)
        for name in sorted(now - self.polled):
            self._begin(self.app.listeners[name])
        for name in sorted(self.polled - now):
            self.scheduler.remove_job(_poll(name))
            self.app.beats.expect_no_more(_poll(name))
        if self.polled and now != self.polled:
            log.info("worker.listeners", now=sorted(now))
        self.polled = now

    def _begin(self, listener: ConnectedListener) -> None:
        name, app = _poll(listener.name), self.app
        within = self.stalled_after + listener.time_limit
        app.beats.expect(name, within=within, now=app.clock.wall())
        job = beating(app, name, _as_set(app, lambda now: tasks.poll_if_due(now, listener.name)))
        self.scheduler.add_job(job, "interval", seconds=self.tick.total_seconds(), id=name)


def _as_set(app: App, run: Callable[[App], None]) -> Callable[[], None]:
    """Each round with what is set at its beginning."""
    return lambda: run(app.current())


def _poll(listener: str) -> str:
    return f"poll {listener}"


def run_worker(app: App, *, tick: timedelta, stalled_after: timedelta = STALLED_AFTER) -> None:
    """Work until SIGTERM or SIGINT; what is under way is finished first."""
    app = replace(app, ending=threading.Event())
    tasks.start(app)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: app.ending.set())
    scheduler = make_scheduler(app, tick=tick, stalled_after=stalled_after)
    scheduler.start()
    log.info("worker.started", worker=app.owner, listeners=sorted(app.listeners))
    while not app.ending.wait(AWAKE_EVERY.total_seconds()):
        pass
    scheduler.shutdown(wait=True)
    app.database.engine.dispose()
    log.info("worker.stopped", worker=app.owner)


def _expect(app: App, stalled_after: timedelta) -> None:
    """These should come round; a poll may take as long as it is allowed to."""
    now = app.clock.wall()
    for name in WATCHED:
        app.beats.expect(name, within=stalled_after, now=now)


def beating(app: App, name: str, run: Callable[[], None]) -> Callable[[], None]:
    """The job, and its beat when it ended well."""

    def job() -> None:
        with app.metrics.job_failures.labels(name.partition(" ")[0]).count_exceptions():
            run()
        app.beats.beat(name, now=app.clock.wall())

    return job


def _report(event: JobExecutionEvent) -> None:
    if event.exception is not None:
        log.error(
            "job.failed", job=event.job_id, error=repr(event.exception), trace=event.traceback
        )
    else:
        log.warning("job.late", job=event.job_id)
