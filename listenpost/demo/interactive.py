"""The demo for a person: practice network, worker and dashboard, and sign-ins to try."""

from __future__ import annotations

import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx

from domain.errors import ConfigurationError
from listenpost.bootstrap import build
from listenpost.demo import agents, installation, network
from listenpost.demo.agents import Shift
from listenpost.demo.installation import SignIn
from listenpost.services import health
from listenpost.services.app import App
from listenpost.settings import load_settings
from listenpost.supervisor import Supervisor
from storage.inbox import InboxOrder

TICK_SECONDS = 0.5
START_TIMEOUT = 180.0


def run(
    sandbox_arguments: Sequence[str],
    *,
    port: int,
    database_url: str,
    colleagues: int,
    order: InboxOrder,
    say: Callable[[str], None],
) -> None:
    """Run until Ctrl-C; everything it made is removed at the end."""
    began = time.monotonic()
    require_free(port)
    with (
        tempfile.TemporaryDirectory(prefix="listenpost-demo-") as folder,
        network.running([*sandbox_arguments, "--journeys"]) as practice,
    ):
        text = installation.settings_text(
            practice,
            database_url=database_url,
            port=port,
            tick=TICK_SECONDS,
            private=True,
        )
        file = installation.write_settings(Path(folder), text)
        app = build(load_settings(file))
        sign_ins = installation.add_users(app)
        installation.add_articles(app)
        with Supervisor(file) as supervisor:
            supervisor.start("worker")
            supervisor.start("dashboard")
            wait_until_up(port)
            say(_welcome(practice.url, port, sign_ins, file, time.monotonic() - began))
            speed = float(practice.ask("clock")["speed"])
            shift = Shift(
                app=app, network=practice, order=order, speed=speed, over=threading.Event()
            )
            try:
                with agents.working(shift, colleagues):
                    _announce_first_case(app, began, say)
                    supervisor.watch()
            finally:
                app.database.engine.dispose()


def require_free(port: int) -> None:
    """Raise ConfigurationError where somebody listens there."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise ConfigurationError(
                f"Port {port} is taken: choose another one with `listenpost demo --port 8600`."
            )


def wait_until_up(port: int, *, host: str = installation.LOOPBACK) -> None:
    """Return when the dashboard answers; raises ConfigurationError if it does not start."""
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"http://{host}:{port}/healthz", timeout=2).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise ConfigurationError("The dashboard did not start; its message stands above.")


def _announce_first_case(app: App, began: float, say: Callable[[str], None]) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        if health.snapshot(app).cases:
            say(
                f"The first case is in the inbox, {time.monotonic() - began:.0f} s after the start."
            )
            return
        time.sleep(0.2)


def _welcome(
    network_url: str, port: int, sign_ins: Sequence[SignIn], file: Path, seconds: float
) -> str:
    lines = [
        "",
        f"Listenpost is up ({seconds:.0f} s).",
        "",
        f"  Inbox             http://127.0.0.1:{port}",
        f"  Practice network  {network_url}   (watch it, or post there as a customer)",
        "",
        *(f"  {user.role.value:<10} {user.name:<5} {user.password}" for user in sign_ins),
        "",
        f"  Other commands    LISTENPOST_CONFIG={file} listenpost doctor",
        "  Stop              Ctrl-C; nothing is kept",
        "",
    ]
    return "\n".join(lines)


def stop_on_signals() -> None:
    """Let SIGTERM end the demo as Ctrl-C does."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
