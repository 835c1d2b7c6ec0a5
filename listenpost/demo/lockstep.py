"""A headless run in steps: the scenario's clock stands still until the work of a step is done.

What comes out depends on the seed and not on how fast the machine is, or what else it does.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from domain.errors import Conflict, ListenpostError
from domain.role import Actor
from listenpost import tasks
from listenpost.clock import Clock
from listenpost.demo import agents
from listenpost.demo.agents import Shift
from listenpost.demo.network import Network
from listenpost.services import case_actions, choosing, inbox, ranking, triage
from listenpost.services.app import App
from listenpost.services.case_view import CaseView
from storage.inbox import InboxFilter

log = structlog.get_logger(__name__)
MINUTES = 1e7
"""Real minutes for the whole scenario, for the network: its own clock as good as stands still."""
STEP = 1200.0
"""Seconds of the scenario between two rounds of listening."""
LONGEST_DRAIN = 300


@dataclass(kw_only=True)
class Steps:
    """The one clock of the run, in epoch seconds; the network is told to skip what passes."""

    network: Network
    now: float
    ends_at: float

    def clock(self) -> Clock:
        return Clock(now=lambda: dt.datetime.fromtimestamp(self.now, dt.UTC))

    def go(self, to: float) -> None:
        """Let the time until then pass at once."""
        if to > self.now:
            self.network.tell("clock", advance_seconds=to - self.now)
            self.now = to


@dataclass(kw_only=True)
class _Desk:
    """One agent: what lies on the desk, and when it will be done."""

    actor: Actor
    chance: random.Random
    seen: CaseView | None = None
    done_at: float = 0.0


def steps(network: Network) -> Steps:
    """Take the network's clock into our own hands."""
    found = network.ask("clock")
    return Steps(network=network, now=found["now"], ends_at=found["ends_at"])


def play(steps: Steps, shift: Shift, *, agents: int, seed: int) -> None:
    """Listen, judge, deliver and work until the scenario has ended."""
    desks = [_desk(shift.app, index, seed) for index in range(agents)]
    next_round = steps.now
    while steps.now < steps.ends_at:
        busy = [desk.done_at for desk in desks if desk.seen is not None]
        steps.go(min(steps.ends_at, next_round, *busy))
        if steps.now >= next_round:
            work(shift.app)
            next_round += STEP
        for desk in desks:
            _finish(shift, desk, steps.now)
        tasks.deliver(shift.app)
        for desk in desks:
            _take(shift, desk, steps.now)


def drain(steps: Steps, app: App, under_way: Callable[[], tuple[int, int]]) -> None:
    """Go on without agents until the network has nothing new and nothing is under way."""
    quiet, before = 0, -1
    for _ in range(LONGEST_DRAIN):
        steps.go(steps.now + STEP)
        work(app)
        now = under_way()
        quiet = quiet + 1 if now == (0, before) else 0
        before = now[1]
        if quiet == 3:
            return
    log.error("lockstep.not_drained", under_way=now)


def work(app: App) -> None:
    """One round of what a worker does and what the outcome depends on."""
    for name in app.listeners:
        tasks.poll_if_due(app, name)
    while triage.run(app):
        pass
    tasks.deliver(app)
    case_actions.wake_due(app)
    ranking.note_overdue(app)
    choosing.learn(app)


def _desk(app: App, index: int, seed: int) -> _Desk:
    chance = random.Random(seed + index)  # noqa: S311
    return _Desk(actor=agents.hire(app, index), chance=chance)


def _take(shift: Shift, desk: _Desk, now: float) -> None:
    if desk.seen is not None:
        return
    try:
        case_id = inbox.take_next(shift.app, desk.actor, InboxFilter(order=shift.order))
        if case_id is not None:
            desk.seen = agents.read(shift, desk.actor, case_id)
            desk.done_at = now + agents.thinking_minutes(shift, desk.chance) * 60
    except Conflict as error:
        log.debug("agent.conflict", agent=desk.actor.name, error=str(error))


def _finish(shift: Shift, desk: _Desk, now: float) -> None:
    if desk.seen is None or desk.done_at > now:
        return
    seen, desk.seen = desk.seen, None
    try:
        agents.finish(shift, desk.actor, seen)
    except ListenpostError as error:
        log.debug("agent.conflict", agent=desk.actor.name, error=str(error))
