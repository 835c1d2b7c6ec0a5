"""The worker process: APScheduler only ticks; what is due is a column in the database."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from datetime import timedelta

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from listenpost import tasks
from listenpost.services.app import App

LOOK_EVERY = timedelta(seconds=20)
SLOW = ("look", "reread")

log = structlog.get_logger(__name__)


def make_scheduler(app: App, *, tick: timedelta) -> BackgroundScheduler:
    """One job a listener, so that one that hangs leaves the others alone; one each for the rest.

    A late run is run, not dropped (APScheduler's own limit is one second), and never twice at once.
    """
    jobs: dict[str, Callable[[], None]] = {
        f"poll {name}": _bound(tasks.poll_if_due, app, name) for name in app.listeners
    }
    jobs |= {
        "judge": _bound(tasks.judge, app),
        "deliver": _bound(tasks.deliver, app),
        "tell": _bound(tasks.tell, app),
        "follow": _bound(tasks.follow, app),
        "fetch": _bound(tasks.fetch, app),
        "tidy": _bound(tasks.tidy, app),
        "look": _bound(tasks.look, app),
        "reread": _bound(tasks.reread, app),
    }
    scheduler = BackgroundScheduler(
        timezone="UTC",
        executors={"default": ThreadPoolExecutor(len(jobs) + 2)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 300},
    )
    for name, run in jobs.items():
        every = max(tick, LOOK_EVERY) if name in SLOW else tick
        scheduler.add_job(run, "interval", seconds=every.total_seconds(), id=name)
    scheduler.add_listener(_report, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
    return scheduler


def run_worker(app: App, *, tick: timedelta) -> None:
    """Work until SIGTERM or SIGINT; what is under way is finished first."""
    tasks.start(app)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    scheduler = make_scheduler(app, tick=tick)
    scheduler.start()
    log.info("worker.started", worker=app.owner, listeners=sorted(app.listeners))
    stop.wait()
    scheduler.shutdown(wait=True)
    app.database.engine.dispose()
    log.info("worker.stopped", worker=app.owner)


def _bound(function: Callable[..., None], *arguments: object) -> Callable[[], None]:
    return lambda: function(*arguments)


def _report(event: JobExecutionEvent) -> None:
    if event.exception is not None:
        log.error(
            "job.failed", job=event.job_id, error=repr(event.exception), trace=event.traceback
        )
    else:
        log.warning("job.late", job=event.job_id)
