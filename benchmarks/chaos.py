"""Kill workers with SIGKILL again and again, then compare the books.

python -m benchmarks.chaos --kills 50 --json
python -m benchmarks.chaos --kills 50 --engine postgresql --workers 3 --json

Each kill comes at a random moment after the restarted worker's own first poll. Several workers are
a fleet on PostgreSQL, and each kill takes one of them by chance. Simulated agents go on answering
in this process, so that workers die while they poll, judge and send. A second run of the same
length without kills says which cases are wrong anyway.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.chaos_paired import compare
from benchmarks.mortal import Mortal, finish
from listenpost import tasks
from listenpost.bootstrap import build
from listenpost.demo import agents, headless, installation, network, summary
from listenpost.demo.agents import Shift
from listenpost.demo.database import ENGINES, database
from listenpost.demo.network import Network
from listenpost.events import configure_logging
from listenpost.services.app import App
from listenpost.settings import load_settings
from storage.dispatch import Ticks
from storage.inbox import InboxOrder

SECONDS_PER_KILL = 12.0
"""How long the scenario is stretched for each kill, so that it is not over before the last one."""
LONGEST_LIFE = 3.0
"""A worker lives at most this many seconds after its first poll."""
LEASE_SECONDS = "6"
"""Of a fleet: what a dead worker held is taken over after half of it."""
AGENTS = 2
KEYS = ("published", "stored", "lost", "lost_examples", "duplicates", "double_replies",
        "wrong_cases", "wrong_examples", "replies_sent", "answered", "seconds")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How often, with which chance, on which engine, how many workers, for how long."""

    engine: str
    workers: int
    kills: int
    seed: int
    minutes: float


def main() -> None:
    """Run it as the command line says."""
    given = _arguments()
    configure_logging("error")
    workers = given.workers or (3 if given.engine == "postgresql" else 1)
    plan = Plan(
        engine=given.engine,
        workers=workers,
        kills=given.kills,
        seed=given.seed,
        minutes=given.kills * given.seconds_per_kill / 60,
    )
    if workers > 1:
        _share_the_work()
    found = {"engine": given.engine, "workers": workers} | run(plan)
    if not given.unpaired:
        calm = run(replace(plan, kills=0))
        found |= {"without_kills": calm} | compare(found, calm)
    print(json.dumps(found) if given.json else "\n".join(f"{k}: {v}" for k, v in found.items()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    parser.add_argument("--workers", type=int, default=0, help="1 on SQLite, 3 on PostgreSQL")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds-per-kill", type=float, default=SECONDS_PER_KILL)
    parser.add_argument("--unpaired", action="store_true", help="without the run without kills")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if given.workers > 1 and given.engine != "postgresql":
        parser.error("several workers share the work on PostgreSQL: add --engine postgresql")
    return given


def _share_the_work() -> None:
    """From now on every process of this run is of a fleet."""
    os.environ |= {
        "LISTENPOST_WORKER__ENGINE": "procrastinate",
        "LISTENPOST_WORKER__LEASE": LEASE_SECONDS,
    }


def run(plan: Plan) -> dict[str, Any]:
    """Play the scenario once on an empty database; returns the figures."""
    arguments = ["--minutes", str(plan.minutes), "--seed", str(plan.seed)]
    with (
        tempfile.TemporaryDirectory(prefix="listenpost-chaos-") as folder,
        database(plan.engine) as address,
        network.running(arguments) as practice,
    ):
        text = installation.settings_text(
            practice, database_url=address, port=0, tick=headless.TICK_SECONDS
        )
        return play(installation.write_settings(Path(folder), text), practice, plan)


def play(file: Path, practice: Network, plan: Plan) -> dict[str, Any]:
    """The scenario under fire, with agents at work."""
    began = time.monotonic()
    app = build(load_settings(file))
    prepare(app)
    clock = practice.ask("clock")
    shift = Shift(
        app=app,
        network=practice,
        order=InboxOrder.PRIORITY,
        speed=clock["speed"],
        over=threading.Event(),
    )
    in_traffic = 0
    with agents.working(shift, AGENTS, seed=plan.seed):
        company = Company(file, plan)
        for _ in range(plan.kills):
            company.kill_one()
            in_traffic += not practice.ask("clock")["ended"]
        headless.wait_for_the_end(practice)
    headless.drain(app, practice)
    company.go_home()
    found = summary.summarise(
        practice.ask("books"),
        summary.read_stored(app),
        app.policy,
        ends_at=clock["ends_at"],
        seconds=time.monotonic() - began,
    )
    app.database.engine.dispose()
    ran = {
        "kills": company.kills,
        "kills_before_a_poll": company.before_a_poll,
        "kills_in_traffic": in_traffic,
    }
    return ran | {key: found[key] for key in KEYS}


def prepare(app: App) -> None:
    """The database, and the fleet's jobs in it where there is a fleet."""
    tasks.start(app)
    if not isinstance(app.database.dispatcher, Ticks):
        from storage import jobs

        jobs.prepare(app.database)


class Company:
    """Workers under names of their own, each of them alive but for moments."""

    def __init__(self, file: Path, plan: Plan) -> None:
        self._chance = random.Random(plan.seed)
        self._all = [
            Mortal(file=file, name=f"chaos {n}", longest_life=LONGEST_LIFE, chance=self._chance)
            for n in range(1, plan.workers + 1)
        ]
        self._at_work = [one.start() for one in self._all]

    @property
    def kills(self) -> int:
        return sum(one.kills for one in self._all)

    @property
    def before_a_poll(self) -> int:
        return sum(one.before_a_poll for one in self._all)

    def kill_one(self) -> None:
        """One of them by chance, which is started again at once under its name."""
        place = self._chance.randrange(len(self._all))
        self._all[place].die(self._at_work[place])
        self._at_work[place] = self._all[place].start()

    def go_home(self) -> None:
        for worker in self._at_work:
            finish(worker)


if __name__ == "__main__":
    main()
