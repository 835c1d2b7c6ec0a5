"""listenpost up, worker, dashboard, poll."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import asdict

import typer

from domain.errors import BadInput
from listenpost import scheduler
from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.services import ingest
from listenpost.settings import settings_file
from listenpost.supervisor import Supervisor


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    for command in (up, worker, dashboard, poll):
        app.command()(command)


def up() -> None:
    """Run worker and dashboard on the configured platforms until Ctrl-C."""
    settings, _ = connect()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with Supervisor(settings_file()) as supervisor:
        supervisor.start("worker")
        supervisor.start("dashboard")
        say(f"Inbox: http://{settings.dashboard.host}:{settings.dashboard.port}")
        supervisor.watch()


def worker(
    queues: str = typer.Option("", help="Not available yet: every worker takes all work."),
    name: str = typer.Option("", help="This worker's name; the host's name if left out."),
) -> None:
    """Listen, judge and deliver until Ctrl-C."""
    if queues:
        raise BadInput("--queues is not available yet: leave it out, a worker takes all work.")
    if name:
        os.environ["LISTENPOST_WORKER"] = name
    settings, app = connect()
    scheduler.run_worker(app, tick=settings.worker.tick)


def dashboard() -> None:
    """Serve the dashboard until Ctrl-C."""
    sys.exit(subprocess.call([sys.executable, "-m", "dashboard"]))


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
