"""An hour at ten times the demo's load, all misbehaviours of the networks at once: what grows?

python -m benchmarks.soak --json                  an hour, and some minutes to drain
python -m benchmarks.soak --minutes 6 --json      a look

A worker as an operator starts it, with the shipped model, listens to a practice network that runs
60 times as fast as real time and misbehaves in every way, all the time; agents answer meanwhile.
Each slice of the run says how large the worker was, how long posts took from visible on their
network to judged here (real seconds; the poll interval and outages of the network are in them),
how long the inbox's first page took, and what waited. The books are compared at the end.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import col, func, select

from benchmarks.hostile_books import Tally, compare
from benchmarks.hostile_faults import everything
from benchmarks.pipeline_posts import PER_PERSON, texts
from benchmarks.pipeline_start import memory
from benchmarks.soak_curve import Look, Waited, curve, flat, grown
from benchmarks.stage import SPEED, stage
from domain.case import CaseStatus
from domain.coverage import HoleState
from domain.role import Actor
from listenpost import tasks
from listenpost.bootstrap import build
from listenpost.demo import agents
from listenpost.demo.agents import Shift
from listenpost.demo.database import ENGINES
from listenpost.demo.network import Network
from listenpost.events import configure_logging
from listenpost.services import coverage_report, health, inbox
from listenpost.services.app import App
from listenpost.settings import FILE_VARIABLE, load_settings
from storage.inbox import InboxFilter, InboxOrder
from storage.models import Case, Mention

NORMAL = 2.0
"""Posts a real second in `make demo`: 1,200 in ten minutes."""
TIMES = 10.0
AGENTS = 2
SLICES = 12
LOOK_EVERY = 5.0
ROWS_A_PAGE = 26
"""What the dashboard asks for: 25, and whether there is more."""
DRAIN_SECONDS = 300.0
END_SECONDS = 30.0
"""A worker that has not ended so long after SIGTERM is killed; that is counted."""
TELL_EVERY = 12
BOOKS = ("published", "stored", "lost", "lost_examples", "duplicates", "holes_open",
         "holes_closed", "requests", "faults")  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Crowd(threading.Thread):
    """Customers: so many posts a real second until it is over, half of them on each network."""

    practice: Network
    handle: str
    rate: float
    over: threading.Event = field(default_factory=threading.Event)
    posts: int = 0
    failed: BaseException | None = None

    def __post_init__(self) -> None:
        threading.Thread.__init__(self, daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        began = time.monotonic()
        try:
            while not self.over.wait(0.2):
                while self.posts < (time.monotonic() - began) * self.rate:
                    self._post(self.posts)
                    self.posts += 1
        except BaseException as error:
            self.failed = error
            raise

    def _post(self, number: int) -> None:
        known = texts()
        self.practice.tell(
            "posts",
            network=("x", "facebook")[number % 2],
            name=f"soak {number // PER_PERSON}",
            text=f"@{self.handle} {known[number * 7919 % len(known)]}",
        )


def main() -> None:
    """Run it as the command line says."""
    given = _arguments()
    configure_logging("error")
    with stage("soak", given) as here:
        found = {"engine": given.engine} | run(here.listening(), here.practice, given)
    print(json.dumps(found) if given.json else "\n".join(f"{k}: {v}" for k, v in found.items()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0, help="real ones, under load")
    parser.add_argument("--times", type=float, default=TIMES, help="the demo's load")
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def run(file: Path, practice: Network, given: argparse.Namespace) -> dict[str, Any]:
    """Load it and look at it, let it drain, compare the books."""
    app = build(load_settings(file))
    tasks.start(app)
    handle = practice.ask("config")["x"]["handle"]
    crowd = Crowd(practice=practice, handle=handle, rate=NORMAL * given.times)
    for rule in everything():
        practice.tell("faults", **rule)
    with _worker(file) as process:
        began = app.clock.now().timestamp()
        looks = _loaded(app, crowd, process, given.minutes * 60)
        practice.heal()
        target = app.clock.now()
        drained = _drain(app, target)
    books = practice.ask("books")
    found = compare(app, books, Tally(app.clock.now()))
    waits, unjudged = _waits(app, books, began)
    behind = _behind(app, target)
    app.database.engine.dispose()
    rows = curve(looks, waits, seconds=given.minutes * 60, slices=SLICES)
    growth = grown(rows)
    return {
        "minutes": given.minutes,
        "posts_per_s": NORMAL * given.times,
        "curve": rows,
        "growth": growth,
        "flat": flat(growth),
        "drained": drained,
        "behind": behind,
        "ended_in_time": process.returncode == 0,
        "unjudged": unjudged,
    } | {name: found[name] for name in BOOKS}


@contextmanager
def _worker(file: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`listenpost worker`, told to end afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", "listenpost", "worker"],
        env=os.environ | {FILE_VARIABLE: str(file)},
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _loaded(app: App, crowd: Crowd, process: subprocess.Popen[bytes], seconds: float) -> list[Look]:
    """Posts come and agents answer for so long; what was seen meanwhile."""
    shift = Shift(app=app, network=crowd.practice, order=InboxOrder.PRIORITY, speed=SPEED,
                  over=threading.Event())  # fmt: skip
    reader = agents.hire(app, AGENTS)
    began, looks = time.monotonic(), []
    with agents.working(shift, AGENTS):
        crowd.start()
        while (passed := time.monotonic() - began) < seconds and crowd.failed is None:
            if process.poll() is not None:
                raise RuntimeError(f"the worker ended by itself with status {process.returncode}")
            looks.append(_look(app, reader, process.pid, passed))
            if len(looks) % TELL_EVERY == 0:
                sys.stderr.write(f"{looks[-1]}\n")
            time.sleep(LOOK_EVERY)
        crowd.over.set()
    crowd.join()
    if crowd.failed is not None:
        raise crowd.failed
    return looks


def _look(app: App, reader: Actor, process: int, passed: float) -> Look:
    began = time.perf_counter()
    inbox.page(app, reader, InboxFilter(), limit=ROWS_A_PAGE)
    taken = (time.perf_counter() - began) * 1000
    with app.database.read() as session:
        is_open = col(Case.status) == CaseStatus.OPEN
        open_cases = session.exec(select(func.count()).select_from(Case).where(is_open)).one()
    return Look(
        at=passed,
        memory_mb=memory(process, "VmRSS"),
        inbox_ms=taken,
        waiting=health.snapshot(app).waiting_for_triage,
        open_cases=open_cases,
        file_mb=_size(app),
    )


def _size(app: App) -> float:
    """Of the database, in MB."""
    with app.database.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        asked = (
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
            if sqlite
            else "SELECT pg_database_size(current_database())"
        )
        return float(connection.exec_driver_sql(asked).scalar_one()) / 1e6


def _drain(app: App, target: dt.datetime) -> bool:
    """Until every listener has looked at what was there then, and all of it is judged."""
    ends = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < ends:
        if not _behind(app, target) and not health.snapshot(app).waiting_for_triage:
            return True
        time.sleep(1)
    return False


def _behind(app: App, target: dt.datetime) -> list[str]:
    """The listeners that have not yet looked at what was there then, and what they miss."""
    return [
        f"{row.listener}: complete until {row.complete_until}, at the end it was {target}; "
        + "; ".join(
            f"{hole.since} to {hole.until}: {hole.reason}"
            for hole in row.holes
            if hole.state is HoleState.OPEN
        )
        for row in coverage_report.read(app)
        if row.complete_until is None or row.complete_until <= target
    ]


def _waits(app: App, books: Mapping[str, Any], began: float) -> tuple[list[Waited], int]:
    """From visible to judged, in real seconds; and how many of what is stored was never judged."""
    with app.database.read() as session:
        rows = session.exec(
            select(Mention.platform, Mention.external_id, Mention.triaged_at).where(
                col(Mention.by_brand).is_(False)
            )
        ).all()
    judged = {f"{row[0]}:{row[1]}": row[2].timestamp() for row in rows if row[2]}
    waits = [
        Waited((one["visible_at"] - began) / SPEED, (at - one["visible_at"]) / SPEED)
        for one in books["published"]
        if (at := judged.get(f"{one['network']}:{one['external_id']}")) is not None
    ]
    return waits, len(rows) - len(judged)


if __name__ == "__main__":
    main()
