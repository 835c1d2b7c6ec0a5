"""Play a scenario, then reconcile the ledger with the practice network's books to the mention.

python -m benchmarks.reconcile [--replay FILE --posts N] --json

While it runs, somebody answers a part of the posts by hand in the network's own app, and customers
take posts away. Exits non-zero where a row differs.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import httpx
from sqlmodel import col, select

from benchmarks.reconcile_books import agrees, audible, compare, read_ours
from listenpost.demo import headless, network
from listenpost.demo.database import ENGINES, database
from listenpost.demo.headless import HeadlessRun
from listenpost.demo.network import Network
from listenpost.events import configure_logging
from listenpost.services import ledger, ledger_rows
from listenpost.services.app import App
from storage import edits
from storage.models import Mention

EVERY = 0.4
"""Real seconds between two things that happen on the network beside the scenario."""
WORDS = "Hi, sorry about that! Here is how it works again: switch it off for a minute."


def main() -> None:
    """Run it as the command line says."""
    given = _arguments()
    configure_logging("error")
    if given.replay and not Path(given.replay).exists():
        found: dict[str, Any] = {"skipped": f"there is no {given.replay} on this machine"}
        print(json.dumps(found))
        return
    arguments = ["--minutes", str(given.minutes), "--seed", str(given.seed)]
    if given.replay:
        arguments += ["--replay", given.replay, "--posts", str(given.posts)]
    with (
        tempfile.TemporaryDirectory(prefix="listenpost-reconcile-") as folder,
        database(given.engine) as address,
        network.running(arguments) as practice,
    ):
        wanted = HeadlessRun(
            sandbox_arguments=arguments, database_url=address, agents=given.agents, seed=given.seed
        )
        found = run(Path(folder), practice, wanted)
    print(json.dumps(found, indent=None if given.json else 1, ensure_ascii=False))
    sys.exit(0 if found["agrees"] else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replay", default="", help="a file of real posts")
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--agents", type=int, default=2)
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def run(folder: Path, practice: Network, wanted: HeadlessRun) -> dict[str, Any]:
    """Play to the end, look which posts are gone, compare; returns both sides."""
    began = time.monotonic()
    app = headless.install(folder, practice, wanted)
    over = threading.Event()
    beside = threading.Thread(target=_life, args=(practice, random.Random(wanted.seed), over))
    beside.start()
    try:
        headless.play(app, practice, wanted, before_drain=over.set)
    finally:
        over.set()
        beside.join()
    try:
        return reconcile(app, practice) | {"seconds": round(time.monotonic() - began, 1)}
    finally:
        app.database.engine.dispose()


def reconcile(app: App, practice: Network) -> dict[str, Any]:
    """The ledger's rows beside the books', at this moment."""
    books = practice.ask("books")
    _see_what_is_gone(app, books)
    ledger_rows.refresh(app)
    found = compare(audible(app, books), read_ours(app))
    everything = ledger.period(app, since=ledger.FIRST)
    report = ledger.compute(app, everything)
    parts = (*report.settled.values(), *report.pending.values(), *report.ignored.values())
    found["report"] = {"needed": report.needed, "sum_of_rows": sum(parts)}
    needed = found["rows"]["needing_answer"]["ledger"]
    return {"agrees": agrees(found) and sum(parts) == report.needed == needed} | found


def _see_what_is_gone(app: App, books: dict[str, Any]) -> None:
    """What a re-check of the platform would find: posts that are not there any more."""
    gone = {e["external_id"] for e in books["published"] if e["deleted_at"] is not None}
    now = app.clock.now()
    with app.database.write() as session:
        for mention in session.exec(
            select(Mention).where(col(Mention.external_id).in_(gone)).order_by(col(Mention.id))
        ):
            edits.withdraw(session, mention, now=now)


def _life(practice: Network, chance: random.Random, over: threading.Event) -> None:
    """Colleagues answer by hand, customers take posts away: of the newest, now and then one."""
    while not over.wait(EVERY):
        books = practice.ask("books")
        there = [e for e in books["published"] if e["visible_at"] and e["deleted_at"] is None]
        if not there:
            continue
        chosen = chance.choice(there[-60:])["external_id"]
        try:
            if chance.random() < 0.5:
                practice.tell("native", external_id=chosen, text=WORDS)
            else:
                practice.tell("delete", external_id=chosen)
        except httpx.HTTPStatusError:  # it has gone meanwhile
            continue


if __name__ == "__main__":
    main()
