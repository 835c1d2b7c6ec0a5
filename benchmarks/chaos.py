"""Kill the worker with SIGKILL again and again, then compare the books.

python -m benchmarks.chaos --kills 50 --json

Each kill comes at a random moment after the restarted worker's first poll. Simulated agents go on
answering in this process, so that workers die while they poll, judge and send.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import func, select

from listenpost import tasks
from listenpost.bootstrap import build
from listenpost.demo import agents, headless, installation, network, summary
from listenpost.demo.agents import Shift
from listenpost.demo.database import ENGINES, database
from listenpost.demo.network import Network
from listenpost.events import configure_logging
from listenpost.services.app import App
from listenpost.settings import FILE_VARIABLE, load_settings
from storage.inbox import InboxOrder
from storage.models import Poll

SECONDS_PER_KILL = 12.0
"""How long the scenario is stretched for each kill, so that it is not over before the last one."""
LONGEST_LIFE = 3.0
"""A worker lives at most this many seconds after its first poll."""
AGENTS = 2
KEYS = ("published", "stored", "lost", "lost_examples", "duplicates", "double_replies",
        "wrong_cases", "replies_sent", "answered", "seconds")  # fmt: skip


def main() -> None:
    """Run it as the command line says."""
    given = _arguments()
    configure_logging("error")
    arguments = ["--minutes", str(given.kills * SECONDS_PER_KILL / 60), "--seed", str(given.seed)]
    with (
        tempfile.TemporaryDirectory(prefix="listenpost-chaos-") as folder,
        database(given.engine) as address,
        network.running(arguments) as practice,
    ):
        plan = Plan(address=address, kills=given.kills, seed=given.seed)
        found = {"engine": given.engine} | run(Path(folder), practice, plan)
    print(json.dumps(found) if given.json else "\n".join(f"{k}: {v}" for k, v in found.items()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How often, with which chance, on which database."""

    address: str
    kills: int
    seed: int


def run(folder: Path, practice: Network, plan: Plan) -> dict[str, Any]:
    """Play the scenario under fire; returns the figures."""
    began = time.monotonic()
    file = installation.write_settings(
        folder,
        installation.settings_text(
            practice, database_url=plan.address, port=0, tick=headless.TICK_SECONDS
        ),
    )
    app = build(load_settings(file))
    tasks.start(app)
    clock = practice.ask("clock")
    over = threading.Event()
    shift = Shift(
        app=app, network=practice, order=InboxOrder.PRIORITY, speed=clock["speed"], over=over
    )
    staff = agents.start(shift, AGENTS, seed=plan.seed)
    chance = random.Random(plan.seed)
    in_traffic = 0
    for _ in range(plan.kills):
        _live_and_die(app, file, chance)
        in_traffic += not practice.ask("clock")["ended"]
    worker = _start(file)
    while not practice.ask("clock")["ended"]:
        time.sleep(0.5)
    over.set()
    for agent in staff:
        agent.join()
    headless.drain(app, practice)
    worker.terminate()
    worker.wait(timeout=60)
    found = summary.summarise(
        practice.ask("books"),
        summary.read_stored(app),
        app.policy,
        ends_at=clock["ends_at"],
        seconds=time.monotonic() - began,
    )
    app.database.engine.dispose()
    ran = {"kills": plan.kills, "kills_in_traffic": in_traffic}
    return ran | {key: found[key] for key in KEYS}


def _start(file: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "listenpost", "worker", "--name", "chaos"],
        env=os.environ | {FILE_VARIABLE: str(file)},
    )


def _live_and_die(app: App, file: Path, chance: random.Random) -> None:
    before = _polls(app)
    worker = _start(file)
    while _polls(app) == before:
        if worker.poll() is not None:
            raise RuntimeError(f"the worker ended by itself with status {worker.returncode}")
        time.sleep(0.02)
    time.sleep(chance.uniform(0, LONGEST_LIFE))
    worker.send_signal(signal.SIGKILL)
    worker.wait()


def _polls(app: App) -> int:
    """How many polls have ended so far."""
    with app.database.read() as session:
        return session.exec(select(func.sum(Poll.polls))).one() or 0


if __name__ == "__main__":
    main()
