"""Listen to networks that misbehave in every way, in turn and all at once; compare the books.

python -m benchmarks.hostile --posts 50000 --kills 0 --json

The practice network runs 60 times as fast as real time. Each phase publishes its share of the posts
while one misbehaviour is switched on, the last phase under all of them. With --kills the worker
dies by SIGKILL again and again, each time after its first poll, while this goes on. There is no
model: mentions are stored and wait.
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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlmodel import func, select

from benchmarks.hostile_books import Tally, compare
from domain.mention import Platform
from listenpost import tasks
from listenpost.bootstrap import build
from listenpost.demo import installation, network
from listenpost.demo.database import ENGINES, database
from listenpost.demo.network import Network
from listenpost.events import configure_logging
from listenpost.services import coverage_report, recheck
from listenpost.services.app import App
from listenpost.settings import FILE_VARIABLE, load_settings
from storage.models import Poll

SPEED = 60.0
TICK_SECONDS = 0.25
POLL_EVERY_SECONDS = 300
"""On the scenario clock: five real seconds, in which a busy machine can read a whole overlap."""
LATE_SECONDS = 600
BURST = 5000
DRAIN_SECONDS = 600.0
LOOKS = 2000
"""Requests of the look for deleted posts, more than 50,000 posts need."""
PUBLISHING, KILLING, DRAINING = 0.5, 0.7, 0.93
"""Shares of the whole time after which each must have ended; the rest is for comparing."""
LONGEST_LIFE = 1.5
"""A worker that will be killed lives at most this many seconds after its first poll."""

Fault = dict[str, Any]
HALF = 0.5

MISBEHAVIOURS: dict[str, list[Fault]] = {
    "none": [],
    "late": [{"effect": {"type": "late", "seconds": LATE_SECONDS, "up_to": True}}],
    "duplicates": [{"effect": "duplicates", "probability": HALF}],
    "shuffled": [{"effect": "shuffled", "probability": HALF}],
    "clocks": [{"effect": {"type": "lying_clock", "between": [0, 2_208_988_800]},
                "match": {"network": "x"}, "probability": HALF},
               {"effect": {"type": "lying_clock", "between": [0, 2_208_988_800]},
                "match": {"network": "facebook"}, "probability": HALF}],
    "edits": [{"effect": {"type": "edited", "seconds": 300, "up_to": True}, "probability": 0.2}],
    "deletions": [
        {"effect": {"type": "deleted", "seconds": 900, "up_to": True}, "probability": 0.2}
    ],
    "402": [{"effect": {"type": "status", "status": 402}, "probability": HALF}],
    "429 with reset": [{"effect": {"type": "status", "status": 429, "seconds": 60},
                        "probability": 0.3}],
    "429 without reset": [{"effect": {"type": "status", "status": 429, "reset": False},
                           "probability": 0.3}],
    "500": [{"effect": {"type": "status", "status": 500}, "probability": 0.3}],
    "html": [{"effect": {"type": "html", "status": 200}, "probability": 0.3}],
    "truncated": [{"effect": "truncated", "probability": 0.3}],
    "malformed": [{"effect": "malformed", "probability": HALF}],
    "hang": [{"effect": {"type": "hang", "seconds": 5}, "probability": 0.1}],
    "dropped": [{"effect": "drop_after", "probability": 0.3}],
    "expired token": [{"effect": "expired_token", "probability": HALF}],
}  # fmt: skip
"""Name of the phase -> rules for the practice network's control plane."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much, how fast, how often."""

    address: str
    posts: int
    kills: int
    rate: float
    seed: int
    minimum: float
    within: float


@dataclass(slots=True)
class Publisher(threading.Thread):
    """Posts phase after phase; `requests` of ours are counted by the network itself."""

    practice: Network
    plan: Plan
    phases: list[str] = field(default_factory=list)
    failed: BaseException | None = None

    def __post_init__(self) -> None:
        threading.Thread.__init__(self, daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        try:
            self._publish()
        except BaseException as error:
            self.failed = error
            raise
        finally:
            _heal(self.practice)

    def _publish(self) -> None:
        burst = min(BURST, self.plan.posts // 5)
        share = (self.plan.posts - burst) // (len(MISBEHAVIOURS) + 2)
        for name, rules in MISBEHAVIOURS.items():
            with self._phase(name, rules):
                self._steadily(share)
        with self._phase("burst", []):
            _burst(self.practice, "x", burst)
        rest = self.plan.posts - burst - share * len(MISBEHAVIOURS)
        every = [rule | {"probability": rule.get("probability", HALF) / 4}
                 for rules in MISBEHAVIOURS.values() for rule in rules]  # fmt: skip
        with self._phase("all at once", every):
            self._steadily(rest)

    @contextmanager
    def _phase(self, name: str, rules: list[Fault]) -> Iterator[None]:
        began = time.monotonic()
        for rule in rules:
            self.practice.tell("faults", **rule)
        yield
        time.sleep(max(0.0, began + self.plan.minimum - time.monotonic()))
        _heal(self.practice)
        self.phases.append(name)
        sys.stderr.write(f"{name}: {time.monotonic() - began:.0f} s\n")

    def _steadily(self, posts: int) -> None:
        """Half to each network, a handful at each tick."""
        rate = max(self.plan.rate, self.plan.posts / (self.plan.within * PUBLISHING))
        at_once = max(2, round(rate * TICK_SECONDS))
        while posts > 0:
            began = time.monotonic()
            now = min(at_once, posts)
            _burst(self.practice, "x", (now + 1) // 2)
            _burst(self.practice, "facebook", now // 2)
            posts -= now
            time.sleep(max(0.0, began + TICK_SECONDS - time.monotonic()))


def main() -> None:
    """Run it as the command line says."""
    given = _arguments()
    configure_logging("error")
    with (
        tempfile.TemporaryDirectory(prefix="listenpost-hostile-") as folder,
        database(given.engine) as address,
        network.running(["--empty", "--speed", str(SPEED), "--seed", str(given.seed)]) as practice,
    ):
        plan = Plan(address=address, posts=given.posts, kills=given.kills, rate=given.rate,
                    seed=given.seed, minimum=given.phase, within=given.within)  # fmt: skip
        found = run(Path(folder), practice, plan)
    print(json.dumps(found) if given.json else "\n".join(f"{k}: {v}" for k, v in found.items()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=50_000)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--rate", type=float, default=80.0, help="posts a real second")
    parser.add_argument("--phase", type=float, default=8.0, help="real seconds a phase at least")
    parser.add_argument(
        "--within", type=float, default=840.0, help="real seconds, after which it ends anyway"
    )
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def run(folder: Path, practice: Network, plan: Plan) -> dict[str, Any]:
    """Publish under fire, drain, compare; returns the figures."""
    began = time.monotonic()
    file = _settings(folder, practice, plan)
    app = build(load_settings(file))
    tasks.start(app)
    publisher = Publisher(practice, plan)
    publisher.start()
    chance, in_traffic = random.Random(plan.seed), 0
    kills = 0
    while kills < plan.kills and time.monotonic() < began + plan.within * KILLING:
        _live_and_die(app, folder, file, chance)
        kills += 1
        in_traffic += publisher.is_alive()
    worker = _start(folder, file)
    publisher.join()
    if publisher.failed is not None:
        raise publisher.failed
    drained = drain(app, practice, until=began + plan.within * DRAINING)
    worker.terminate()
    worker.wait(timeout=60)
    withdrawn = look_again(app)
    found = compare(app, practice.ask("books"), Tally(app.clock.now()))
    app.database.engine.dispose()
    return found | {
        "kills": kills,
        "kills_asked": plan.kills,
        "kills_in_traffic": in_traffic,
        "drained": drained,
        "withdrawn": withdrawn,
        "phases": len(publisher.phases),
        "seconds": round(time.monotonic() - began, 1),
    }


def _settings(folder: Path, practice: Network, plan: Plan) -> Path:
    text = installation.settings_text(practice, database_url=plan.address, port=0, tick=0.2)
    os.environ |= {
        "LISTENPOST_CLASSIFIER__MODEL": str(folder / "none"),
        "LISTENPOST_ACCOUNTS__X__TIMEOUT": "2",
        "LISTENPOST_ACCOUNTS__FACEBOOK__TIMEOUT": "2",
        "LISTENPOST_WORKER__LOG_LEVEL": "error",
    } | {
        f"LISTENPOST_LISTENERS__{name}__POLL_EVERY": str(POLL_EVERY_SECONDS)
        for name in ("MENTIONS", "OWN", "SEARCH", "PAGE")
    }
    return installation.write_settings(folder, text)


def drain(app: App, practice: Network, until: float) -> bool:
    """Until every listener is complete up to a moment after the last post became visible."""
    deadline = min(until, time.monotonic() + DRAIN_SECONDS)
    while practice.ask("summary")["planned"] and time.monotonic() < deadline:
        time.sleep(1)
    target = app.clock.now()
    while time.monotonic() < deadline:
        rows = coverage_report.read(app)
        if all(row.complete_until and row.complete_until > target and not row.open for row in rows):
            return True
        time.sleep(1)
    return False


def look_again(app: App) -> dict[str, int]:
    """The daily look at posts, at all of them at once: how many each network says are gone."""
    rules = replace(app.recheck, requests=LOOKS)
    whole = replace(app, recheck=rules)
    return {name: recheck.look_at_all(whole, Platform(name)) for name in sorted(app.responders)}


def _heal(practice: Network) -> None:
    practice.heal()


def _burst(practice: Network, on: str, posts: int) -> None:
    if posts:
        effect = {"type": "burst", "posts": posts}
        practice.tell("faults", effect=effect, match={"network": on})


def _start(folder: Path, file: Path) -> subprocess.Popen[bytes]:
    with (folder / "worker.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "listenpost", "worker", "--name", "hostile"],
            env=os.environ | {FILE_VARIABLE: str(file)},
            stderr=log,
        )


def _live_and_die(app: App, folder: Path, file: Path, chance: random.Random) -> None:
    before = _polls(app)
    worker = _start(folder, file)
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
