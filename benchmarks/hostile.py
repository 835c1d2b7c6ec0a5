"""Listen to networks that misbehave in every way, in turn and all at once; compare the books.

python -m benchmarks.hostile --posts 50000 --kills 0 --json

The practice network runs 60 times as fast as real time. Each phase publishes its share of the posts
while one misbehaviour is switched on, the last phase under all of them. With --kills the worker
dies by SIGKILL again and again, each time after its first poll, while this goes on. There is no
model: mentions are stored and wait. It ends `--within` its time, whatever happens; what that has
cut short stands in the figures under `cut_short`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from dataclasses import dataclass, field, replace
from typing import Any

from benchmarks.hostile_books import Tally, compare
from benchmarks.hostile_faults import PHASES, Publisher
from benchmarks.mortal import Mortal, finish
from benchmarks.stage import Stage, stage
from domain.mention import Platform
from listenpost import tasks
from listenpost.bootstrap import build
from listenpost.demo.database import ENGINES
from listenpost.demo.network import Network
from listenpost.events import configure_logging
from listenpost.services import coverage_report, recheck
from listenpost.services.app import App
from listenpost.settings import load_settings

LOOKS = 20
"""Requests of a part of the last look for deleted posts; the clock is read after each part."""
PUBLISHING, KILLING, DRAINING, LOOKING = 0.55, 0.6, 0.9, 0.96
"""Shares of the whole time after which each must have ended; the rest is for comparing."""
LONGEST_LIFE = 1.0
"""A worker that will be killed lives at most this many seconds after its first poll."""
TELL_EVERY = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much, how fast, how often."""

    posts: int
    kills: int
    rate: float
    seed: int
    minimum: float
    within: float


def main() -> None:
    """Run it as the command line says."""
    given = _arguments()
    configure_logging("error")
    plan = Plan(posts=given.posts, kills=given.kills, rate=given.rate, seed=given.seed,
                minimum=given.phase, within=given.within)  # fmt: skip
    with stage("hostile", given) as here:
        found = run(here, plan)
    print(json.dumps(found) if given.json else "\n".join(f"{k}: {v}" for k, v in found.items()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=50_000)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--rate", type=float, default=80.0, help="posts a real second")
    parser.add_argument("--phase", type=float, default=8.0, help="real seconds a phase at least")
    parser.add_argument(
        "--within", type=float, default=1500.0, help="real seconds after which it ends anyway"
    )
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


@dataclass(slots=True)
class Time:
    """How much of the run's time is over, and what was cut short for it."""

    within: float
    began: float = field(default_factory=time.monotonic)
    cut_short: list[str] = field(default_factory=list)

    def until(self, share: float) -> float:
        return self.began + self.within * share

    def over(self, share: float) -> bool:
        return time.monotonic() > self.until(share)

    def unless(self, done: bool, what: str) -> None:
        """Note what was not done."""
        if not done:
            self.cut_short.append(what)

    def tell(self, what: str) -> None:
        sys.stderr.write(f"[{time.monotonic() - self.began:4.0f} s] {what}\n")


def run(here: Stage, plan: Plan) -> dict[str, Any]:
    """Publish under fire, drain, compare; returns the figures."""
    spent, practice = Time(plan.within), here.practice
    os.environ["LISTENPOST_CLASSIFIER__MODEL"] = str(here.folder / "none")
    file = here.listening()
    app = build(load_settings(file))
    tasks.start(app)
    mortal = Mortal(file=file, name="hostile", longest_life=LONGEST_LIFE,
                    chance=random.Random(plan.seed), log=here.folder / "worker.log")  # fmt: skip
    publisher = _publisher(practice, plan, spent)
    publisher.start()
    in_traffic = _kill(mortal, publisher, plan, spent)
    worker = mortal.start()
    publisher.join()
    if publisher.failed is not None:
        raise publisher.failed
    spent.unless(len(publisher.phases) == PHASES and not publisher.left, "publishing")
    drained = drain(app, practice, spent)
    spent.unless(drained, "draining")
    spent.unless(finish(worker), "the worker's end")
    withdrawn = look_again(app, spent)
    found = compare(app, practice.ask("books"), Tally(app.clock.now()))
    app.database.engine.dispose()
    return found | {
        "kills": mortal.kills,
        "kills_asked": plan.kills,
        "kills_in_traffic": in_traffic,
        "kills_before_a_poll": mortal.before_a_poll,
        "drained": drained,
        "withdrawn": withdrawn,
        "phases": len(publisher.phases),
        "cut_short": spent.cut_short,
        "seconds": round(time.monotonic() - spent.began, 1),
    }


def _publisher(practice: Network, plan: Plan, spent: Time) -> Publisher:
    """Where workers die, the posts are spread over all the time that there is for it."""
    seconds = plan.within * PUBLISHING * 0.9
    least = plan.posts / seconds
    return Publisher(
        practice=practice,
        posts=plan.posts,
        rate=least if plan.kills else max(plan.rate, least),
        minimum=min(plan.minimum, seconds / PHASES),
        until=spent.until(PUBLISHING),
    )


def _kill(mortal: Mortal, publisher: Publisher, plan: Plan, spent: Time) -> int:
    """Life after life; returns how many of them ended while there was traffic."""
    in_traffic = 0
    while mortal.kills < plan.kills and not spent.over(KILLING):
        mortal.live_and_die()
        in_traffic += publisher.is_alive()
        if mortal.kills % TELL_EVERY == 0:
            spent.tell(f"{mortal.kills} kills")
    spent.unless(mortal.kills == plan.kills, "killing")
    return in_traffic


def drain(app: App, practice: Network, spent: Time) -> bool:
    """Until every listener is complete up to a moment after the last post became visible."""
    while practice.ask("summary")["planned"] and not spent.over(DRAINING):
        time.sleep(1)
    target = app.clock.now()
    while not spent.over(DRAINING):
        rows = coverage_report.read(app)
        if all(row.complete_until and row.complete_until > target and not row.open for row in rows):
            spent.tell("drained")
            return True
        time.sleep(1)
    return False


def look_again(app: App, spent: Time) -> dict[str, int]:
    """The daily look at posts, at all of them at once: how many each network says are gone."""
    whole = replace(app, recheck=replace(app.recheck, requests=LOOKS))
    found: dict[str, int] = {}
    for name in sorted(app.responders):
        found[name], below = 0, None
        while not spent.over(LOOKING):
            gone, lower = recheck.look_on(whole, Platform(name), below)
            found[name] += gone
            if lower is None:
                break
            if lower == below:  # trouble; it is asked again
                time.sleep(1)
            below = lower
        else:
            spent.cut_short.append(f"the last look at {name}")
        spent.tell(f"looked at {name}: {found[name]} gone")
    return found


if __name__ == "__main__":
    main()
