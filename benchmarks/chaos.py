"""Kill the worker with SIGKILL again and again, then compare the books.

python -m benchmarks.chaos --kills 50 --json

Each kill comes at a random moment after the restarted worker's first poll. Simulated agents go on
answering in this process, so that workers die while they poll, judge and send.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.mortal import Mortal, finish
from listenpost import tasks
from listenpost.bootstrap import build
from listenpost.demo import agents, headless, installation, network, summary
from listenpost.demo.agents import Shift
from listenpost.demo.database import ENGINES, database
from listenpost.demo.network import Network
from listenpost.events import configure_logging
from listenpost.settings import load_settings
from storage.inbox import InboxOrder

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
    mortal = Mortal(app=app, file=file, name="chaos", longest_life=LONGEST_LIFE,
                    chance=random.Random(plan.seed))  # fmt: skip
    in_traffic = 0
    for _ in range(plan.kills):
        mortal.live_and_die()
        in_traffic += not practice.ask("clock")["ended"]
    worker = mortal.start()
    while not practice.ask("clock")["ended"]:
        time.sleep(0.5)
    over.set()
    for agent in staff:
        agent.join()
    headless.drain(app, practice)
    finish(worker)
    found = summary.summarise(
        practice.ask("books"),
        summary.read_stored(app),
        app.policy,
        ends_at=clock["ends_at"],
        seconds=time.monotonic() - began,
    )
    app.database.engine.dispose()
    ran = {
        "kills": mortal.kills,
        "kills_before_a_poll": mortal.before_a_poll,
        "kills_in_traffic": in_traffic,
    }
    return ran | {key: found[key] for key in KEYS}


if __name__ == "__main__":
    main()
