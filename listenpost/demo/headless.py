"""The closed loop without a person: listeners, triage, simulated agents, the books compared."""

from __future__ import annotations

import datetime as dt
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from classifier.base import Classifier
from listenpost import scheduler, tasks
from listenpost.bootstrap import build
from listenpost.clock import Clock
from listenpost.demo import agents, installation, lockstep, network, summary
from listenpost.demo.agents import MEDIAN_MINUTES, Route, Shift
from listenpost.demo.lockstep import Steps
from listenpost.demo.network import Network
from listenpost.services import health
from listenpost.services.app import App
from listenpost.settings import load_settings
from storage.inbox import InboxOrder

TICK_SECONDS = 0.2
DRAIN_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlessRun:
    """What to play: `sandbox_arguments` as for `python -m sandbox`, and who works.

    With `lockstep` the scenario waits for the work: the outcome does not depend on the machine.
    `classifier` replaces the configured model. With a `route` customers go where they are sent, or
    come back, and what they write in private is heard.
    """

    sandbox_arguments: Sequence[str]
    database_url: str
    agents: int = 3
    order: InboxOrder = InboxOrder.PRIORITY
    seed: int = 0
    handling_minutes: float = MEDIAN_MINUTES
    lockstep: bool = False
    classifier: Classifier | None = None
    route: Route | None = None


def run(wanted: HeadlessRun) -> dict[str, Any]:
    """Play it to the end and return the summary."""
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="listenpost-demo-") as folder,
        network.running(_arguments(wanted)) as practice,
    ):
        steps = lockstep.steps(practice) if wanted.lockstep else None
        app = install(Path(folder), practice, wanted, steps.clock() if steps else None)
        try:
            ends_at = _in_steps(app, steps, wanted) if steps else play(app, practice, wanted)
            books, stored = practice.ask("books"), summary.read_stored(app)
        finally:
            app.database.engine.dispose()
    return summary.summarise(
        books, stored, app.policy, ends_at=ends_at, seconds=time.monotonic() - began
    )


def _arguments(wanted: HeadlessRun) -> list[str]:
    return [*wanted.sandbox_arguments, *(["--journeys"] if wanted.route else [])]


def install(
    folder: Path, practice: Network, wanted: HeadlessRun, clock: Clock | None = None
) -> App:
    """An installation in this folder that is connected to the network."""
    text = installation.settings_text(
        practice,
        database_url=wanted.database_url,
        port=0,
        tick=TICK_SECONDS,
        private=wanted.route is not None,
    )
    settings = load_settings(installation.write_settings(folder, text))
    app = build(settings, clock=clock)
    model = wanted.classifier
    app = app if model is None else replace(app, classifier=lambda: model)
    tasks.start(app)
    return app


def play(
    app: App,
    practice: Network,
    wanted: HeadlessRun,
    *,
    before_drain: Callable[[], None] = lambda: None,
) -> float:
    """Work until the scenario has ended, then drain; returns when it ended, in epoch seconds."""
    clock = practice.ask("clock")
    worker = scheduler.make_scheduler(app, tick=dt.timedelta(seconds=TICK_SECONDS))
    shift = Shift(
        app=app,
        network=practice,
        order=wanted.order,
        speed=clock["speed"],
        handling_minutes=wanted.handling_minutes,
        route=wanted.route or Route.ON,
        over=threading.Event(),
    )
    worker.start()
    try:
        with agents.working(shift, wanted.agents, seed=wanted.seed):
            wait_for_the_end(practice)
    finally:
        before_drain()
    drain(app, practice)
    worker.shutdown(wait=True)
    return float(clock["ends_at"])


def wait_for_the_end(practice: Network) -> None:
    """Until the network's scenario has ended."""
    while not practice.ask("clock")["ended"]:
        time.sleep(0.5)


def _in_steps(app: App, steps: Steps, wanted: HeadlessRun) -> float:
    shift = Shift(
        app=app,
        network=steps.network,
        order=wanted.order,
        speed=1.0,
        handling_minutes=wanted.handling_minutes,
        route=wanted.route or Route.ON,
        over=threading.Event(),
    )
    lockstep.play(steps, shift, agents=wanted.agents, seed=wanted.seed)
    lockstep.drain(steps, app, lambda: _under_way(app, steps.network))
    return steps.ends_at


def drain(app: App, practice: Network) -> None:
    """Let the worker go on until the network has nothing new and nothing is under way.

    Each listener must have looked since the network fell silent: on a busy machine nothing happens
    for seconds, which is no sign that there is nothing to hear.
    """
    deadline = time.monotonic() + DRAIN_SECONDS
    quiet = 0
    before = -1
    silent: dt.datetime | None = None
    while quiet < 3 and time.monotonic() < deadline:
        time.sleep(max(TICK_SECONDS * 3, 0.5))
        if not practice.ask("summary")["exhausted"]:
            silent = None
        elif silent is None:
            silent = app.clock.now()
        now = _under_way(app, practice, silent)
        quiet = quiet + 1 if now == (0, before) else 0
        before = now[1]


def _under_way(app: App, practice: Network, silent: dt.datetime | None = None) -> tuple[int, int]:
    """(what is still to come or to be done, how much is stored)."""
    state = health.snapshot(app)
    told = practice.ask("summary")
    open_replies = sum(
        number for status, number in state.replies.items() if status in ("approved", "sending")
    )
    behind = sum(
        one.complete_until is None or (silent is not None and one.complete_until < silent)
        for one in state.listeners
    )
    todo = (not told["exhausted"]) + state.waiting_for_triage + open_replies + behind
    return int(todo), state.mentions
