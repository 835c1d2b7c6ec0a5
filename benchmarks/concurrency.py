"""Many agents claim and answer the same cases at the same moment; then compare the books.

python -m benchmarks.concurrency --agents 20 --cases 200 --engine sqlite --json

Every agent has an engine, so connections, of its own, goes through all cases in an order of its
own, claims what it can, answers what it claimed, tries to answer some that it did not claim, and
works on the outbox beside all others. The practice network's books say what became public.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from domain.case import CaseStatus
from domain.errors import Conflict
from domain.reply import ReplyStatus
from domain.role import Actor, Role
from listenpost import scheduler, tasks
from listenpost.bootstrap import build
from listenpost.demo import headless, installation, network
from listenpost.demo.database import ENGINES, database
from listenpost.demo.network import Network
from listenpost.events import configure_logging
from listenpost.services import accounts, case_actions, case_view, passwords, respond
from listenpost.services.app import App
from listenpost.services.respond import ReplyForm
from listenpost.settings import load_settings
from storage.ids import key
from storage.models import Case, Reply

MINUTES = 0.5
"""In how much real time the scenario's posts arrive before anybody works."""
DELIVER_SECONDS = 180.0
BOLD = 0.1
"""How often an agent answers a case that she did not claim."""
OUTBOX_TURNS = 3
"""How often in its round each agent's process works on the outbox, beside all others."""
UNDER_WAY = (ReplyStatus.APPROVED, ReplyStatus.SENDING, ReplyStatus.UNKNOWN)


@dataclass(slots=True)
class Tally:
    """What the agents did; each list is appended to by many threads."""

    claims: set[tuple[int, int]] = field(default_factory=set)
    answers: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    busy: list[int] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)


def main() -> None:
    """Run it as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=20)
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    configure_logging("critical")
    with (
        tempfile.TemporaryDirectory(prefix="listenpost-concurrency-") as folder,
        database(given.engine) as address,
        network.running(["--minutes", str(MINUTES), "--seed", str(given.seed)]) as practice,
    ):
        found = run(Path(folder), practice, address, given)
    found = {"engine": given.engine, "agents": given.agents, **found}
    print(json.dumps(found) if given.json else "\n".join(f"{k}: {v}" for k, v in found.items()))
    wrong = ("claimed_twice", "approved_twice", "answered_twice", "crashes")
    if any(found[name] for name in wrong):
        raise SystemExit(1)


def run(folder: Path, practice: Network, address: str, given: argparse.Namespace) -> dict[str, Any]:
    """Let the posts arrive, then let everybody work at once; returns the figures."""
    text = installation.settings_text(
        practice, database_url=address, port=0, tick=headless.TICK_SECONDS
    )
    settings = load_settings(installation.write_settings(folder, text))
    app = build(settings)
    tasks.start(app)
    _listen(app, practice)
    staff = [_hire(app, number) for number in range(given.agents)]
    cases = _answerable(app, staff[0], given.cases)
    tally = Tally()
    before = len(practice.ask("books")["replies"])
    began = time.monotonic()
    together = threading.Barrier(len(staff))
    agents = [
        threading.Thread(
            target=_work,
            args=(replace(build(settings), owner=actor.name), actor, cases, tally, together),
        )
        for actor in staff
    ]
    for agent in agents:
        agent.start()
    for agent in agents:
        agent.join()
    _deliver(app)
    seconds = round(time.monotonic() - began, 1)
    public = practice.ask("books")["replies"][before:]
    return _figures(app, cases, tally, public) | {"seconds": seconds}


def _listen(app: App, practice: Network) -> None:
    worker = scheduler.make_scheduler(app, tick=dt.timedelta(seconds=headless.TICK_SECONDS))
    worker.start()
    while not practice.ask("clock")["ended"]:
        time.sleep(0.5)
    headless.drain(app, practice)
    worker.shutdown(wait=True)


def _hire(app: App, number: int) -> Actor:
    name = f"agent{number + 1}"
    password = passwords.one_time()
    user_id = accounts.add_user(app, name=name, password=password, role=Role.AGENT)
    return Actor(id=user_id, name=name, display_name=name, role=Role.AGENT)


def _answerable(app: App, actor: Actor, number: int) -> list[int]:
    """Open cases to which the suggested reply may be sent."""
    with app.database.read() as session:
        open_cases = session.exec(
            select(Case.id).where(Case.status == CaseStatus.OPEN).order_by(col(Case.rank).desc())
        ).all()
    found = []
    for case_id in map(key, open_cases):
        seen = case_view.view(app, actor, case_id)
        if seen.choices[seen.suggestion.kind].allowed:
            found.append(case_id)
        if len(found) == number:
            break
    return found


def _work(
    app: App, actor: Actor, cases: Sequence[int], tally: Tally, together: threading.Barrier
) -> None:
    chance = random.Random(actor.id)
    order = chance.sample(list(cases), len(cases))
    together.wait()
    try:
        for number, case_id in enumerate(order):
            _until_free(app, actor, case_id, tally, bold=chance.random() < BOLD)
            if (number + actor.id) % len(cases) < OUTBOX_TURNS:
                tasks.deliver(app)
    except Exception as error:  # noqa: BLE001  whatever it is, it is a finding
        tally.crashes.append(f"{actor.name}: {type(error).__name__}: {error}"[:300])
    finally:
        app.database.engine.dispose()


def _until_free(app: App, actor: Actor, case_id: int, tally: Tally, *, bold: bool) -> None:
    """SQLite has one writer: who waited in vain for all others clicks again."""
    while True:
        try:
            _try(app, actor, case_id, tally, bold=bold)
        except OperationalError:
            tally.busy.append(case_id)
        else:
            return


def _try(app: App, actor: Actor, case_id: int, tally: Tally, *, bold: bool) -> None:
    """Claim and answer what still waits; who is bold answers without having claimed."""
    try:
        if not bold:
            case_actions.claim(app, actor, case_id)
        seen = case_view.view(app, actor, case_id)
        if seen.row.waiting_since is None:  # answered: nobody would answer it again
            tally.refused.append(case_id)
            return
        if not bold:
            tally.claims.add((case_id, actor.id))
        form = ReplyForm(
            case_id=case_id,
            version=seen.version,
            kind=seen.suggestion.kind,
            text=seen.suggestion.text,
            read=seen.read,
        )
        respond.send(app, actor, form)
        tally.answers.append(case_id)
    except Conflict:
        tally.refused.append(case_id)


def _deliver(app: App) -> None:
    deadline = time.monotonic() + DELIVER_SECONDS
    while time.monotonic() < deadline:
        tasks.deliver(app)
        with app.database.read() as session:
            waiting = session.exec(select(Reply.id).where(col(Reply.status).in_(UNDER_WAY)))
            if waiting.first() is None:
                return
        time.sleep(0.2)


def _figures(
    app: App, cases: Sequence[int], tally: Tally, public: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    with app.database.read() as session:
        sent = session.exec(
            select(Reply.case_id).where(
                col(Reply.case_id).in_(cases), Reply.status == ReplyStatus.SENT
            )
        ).all()
    to_post = Counter(reply["to_external_id"] for reply in public)
    by_agents = Counter(tally.answers)
    return {
        "cases": len(cases),
        "claims": len(tally.claims),
        "claimed_twice": len(tally.claims) - len({case_id for case_id, _ in tally.claims}),
        "refused": len(tally.refused),
        "busy": len(tally.busy),
        "approved": len(tally.answers),
        "sent": len(sent),
        "public": len(public),
        "answered_twice": sum(number - 1 for number in to_post.values()),
        "approved_twice": sum(number - 1 for number in by_agents.values()),
        "unanswered": len(set(cases) - set(sent)),
        "crashes": tally.crashes,
    }


if __name__ == "__main__":
    main()
