"""listenpost up, worker, dashboard, poll."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import asdict, replace

import typer

from domain.errors import BadInput
from domain.work import Work
from listenpost import scheduler, settings_audit, vitals
from listenpost.bootstrap import WORKER_NAME_VARIABLE
from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.demo.keeper import Keeper
from listenpost.services import ingest
from listenpost.settings import settings_file
from listenpost.supervisor import Supervisor


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    for command in (up, worker, dashboard, poll):
        app.command()(command)


def up() -> None:
    """Run worker and dashboard on the configured platforms until Ctrl-C."""
    settings, app = connect()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with Keeper(app, settings) as keeper, Supervisor(settings_file()) as supervisor:
        supervisor.start("worker")
        supervisor.start("dashboard")
        where = f"http://{settings.dashboard.host}:{settings.dashboard.port}"
        say(f"Inbox: {where}  (it starts, which takes some seconds)")
        supervisor.watch(keeper.look)


def worker(
    queues: str = typer.Option(
        "", help=f"Only this work, of several machines: {', '.join(Work)}; all if left out."
    ),
    name: str = typer.Option("", help="This worker's name; the host's name if left out."),
) -> None:
    """Listen, judge and deliver until Ctrl-C."""
    chosen = [_work(one.strip()) for one in queues.split(",") if one.strip()]
    if name:
        os.environ[WORKER_NAME_VARIABLE] = name
    settings, app = connect()
    if chosen and settings.worker.engine == "embedded":
        raise BadInput(
            "--queues divides work between machines: set worker.engine to procrastinate first."
        )
    monitoring = settings.monitoring
    settings_audit.note(app, settings, where="worker")
    tick, stalled_after = settings.worker.tick, monitoring.stalled_after
    with vitals.own_port(app, monitoring, monitoring.worker_port, works=True):
        if settings.worker.engine == "embedded":
            scheduler.run_worker(app, tick=tick, stalled_after=stalled_after)
            return
        from listenpost import fleet  # half a second that one machine need not pay

        own = app if name else replace(app, owner=f"{app.owner}:{os.getpid()}")
        fleet.run_worker(own, tick=tick, queues=chosen, stalled_after=stalled_after)


def _work(name: str) -> Work:
    if name not in list(Work):
        raise BadInput(f"--queues: there is no queue {name!r}. Known are: {', '.join(Work)}.")
    return Work(name)


def dashboard() -> None:
    """Serve the dashboard until Ctrl-C."""
    sys.stdout.flush()  # this process becomes the dashboard: signals reach it, first in a container
    os.execv(sys.executable, [sys.executable, "-m", "dashboard"])  # noqa: S606


def poll(
    listener: str = typer.Argument(help="The name under [listeners.NAME]."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Poll one listener once, now."""
    _, app = connect()
    if listener not in app.listeners:
        known = ", ".join(sorted(app.listeners)) or "none"
        raise BadInput(f"There is no listener {listener}; configured: {known}.")
    ingest.register_listeners(app)
    report = ingest.poll(app, listener)
    if report is None:
        raise BadInput(f"Another worker is polling {listener} at this moment: try again later.")
    if as_json:
        say_json(asdict(report))
    else:
        say(
            f"{report.listener}: {report.stored} new on {report.pages} pages, "
            f"{report.skipped} skipped. {report.error or ''}".rstrip()
        )
    if report.error:
        raise typer.Exit(1)
