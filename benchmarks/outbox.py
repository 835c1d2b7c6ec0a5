"""Send replies through a network at its worst, kill the workers meanwhile, and count in its books.

python -m benchmarks.outbox --replies 10000 --kills 100 --json

Two agents answer customers on X and Facebook through the same services as the dashboard, every
fifth time both at once; two workers, processes of their own, send with the real client libraries.
The network drops connections before and after it took a reply, hangs, answers 500 before and after,
says 429, and takes the same words again as often as they come. Workers die by SIGKILL, most of them
while they send. At the end the books of the practice network say what became public.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from sqlmodel import and_, col, func, or_, select

from benchmarks.mortal import Mortal, finish
from benchmarks.outbox_desk import Desk, words_of
from benchmarks.stage import stage
from domain.reply import ReplyStatus
from domain.role import Actor, Role
from listenpost import tasks
from listenpost.bootstrap import build
from listenpost.demo.database import ENGINES
from listenpost.demo.network import Network
from listenpost.events import configure_logging
from listenpost.services import accounts
from listenpost.services.app import App
from listenpost.services.outbox import MAX_LOOKS
from listenpost.settings import load_settings
from storage import users
from storage.ids import key
from storage.models import Case, Reply

IN_FLIGHT = 120
"""The agents wait where more than this many replies are on their way."""
PER_SECOND = 14.0
"""X takes 100 posts in 15 minutes; at this speed two fifths of these stay below."""
LAST_MINUTES = 5.0
UNDER_WAY = (ReplyStatus.APPROVED, ReplyStatus.SENDING)
MISBEHAVIOUR: tuple[tuple[dict[str, Any], float], ...] = (
    ({"type": "drop_before"}, 0.02),
    ({"type": "drop_after"}, 0.03),
    ({"type": "status", "status": 500}, 0.02),
    ({"type": "status_after", "status": 500}, 0.03),
    ({"type": "truncated"}, 0.02),
    ({"type": "status", "status": 429, "seconds": 20}, 0.01),
    ({"type": "hang", "seconds": 2.5}, 0.002),
    ({"type": "hang_after", "seconds": 2.5}, 0.003),
)
"""What happens to a request that writes, and how often; our patience is 2 seconds."""


def main() -> None:
    """Run it as the command line says."""
    given = _arguments()
    configure_logging("critical")
    os.environ["LISTENPOST_WORKER__LEASE"] = "5"
    with stage("outbox", given) as here:
        file = here.sending()
        run = Run(app=build(load_settings(file)), file=file, practice=here.practice, given=given)
        found = {"engine": given.engine} | run.play()
        run.app.database.engine.dispose()
    print(json.dumps(found) if given.json else "\n".join(f"{k}: {v}" for k, v in found.items()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replies", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


@dataclass(kw_only=True)
class Run:
    """One run: the agents go on, the workers die and are followed by others."""

    app: App
    file: Path
    practice: Network
    given: argparse.Namespace
    workers: dict[str, tuple[Mortal, ForkServerProcess]] = field(default_factory=dict)
    kills: int = 0
    while_sending: int = 0

    def play(self) -> dict[str, Any]:
        """Everything from the first post to the figures."""
        tasks.start(self.app)
        began, chance = time.monotonic(), random.Random(self.given.seed)
        agents = self._agent("ann"), self._agent("ben")
        handle = self.practice.ask("config")["x"]["handle"]
        desk = Desk(app=self.app, url=self.practice.url, handle=handle, agents=agents)
        self.practice.tell("faults", effect={"type": "forgetful"})
        for effect, share in MISBEHAVIOUR:
            self.practice.tell("faults", effect=effect, match={"method": "POST"}, probability=share)
        for name in ("first", "second"):
            self._start(name, chance)
        self._answer_all(desk, chance)
        self.practice.heal()
        unfinished = self._drain()
        for _, worker in self.workers.values():
            finish(worker)
        found = figures(stored(self.app), self.practice.ask("books"), self.given.replies)
        return found | {
            "kills": self.kills,
            "kills_while_sending": self.while_sending,
            "unfinished_at_the_end": unfinished,
            "double_clicks": dict(desk.clicks),
            "seconds": round(time.monotonic() - began, 1),
        }

    def _agent(self, name: str) -> Actor:
        accounts.add_user(self.app, name=name, password=f"{name}-answers-all-day", role=Role.LEAD)
        with self.app.database.read() as session:
            number = next(key(one) for one, shown in users.names(session).items() if shown == name)
        return Actor(id=number, name=name, display_name=name, role=Role.LEAD)

    def _start(self, name: str, chance: random.Random) -> None:
        mortal = Mortal(file=self.file, name=name, longest_life=0, chance=chance)
        self.workers[name] = mortal, mortal.start()

    def _answer_all(self, desk: Desk, chance: random.Random) -> None:
        """The agents' work; each share of it costs a worker its life."""
        replies, began = self.given.replies, time.monotonic()
        every = replies / (self.given.kills + 1)
        for number in range(1, replies + 1):
            desk.answer(number)
            time.sleep(max(0.0, began + number / PER_SECOND - time.monotonic()))
            while number % 10 == 0 and self._on_their_way() > IN_FLIGHT:
                time.sleep(0.2)
            if self.kills < self.given.kills and number >= every * (self.kills + 1):
                self._kill(("first", "second")[self.kills % 2], chance)

    def _kill(self, name: str, chance: random.Random) -> None:
        """In the middle of sending, if it sends within half a second."""
        _, worker = self.workers[name]
        deadline = time.monotonic() + 0.5
        while (sending := self._is_sending(name)) is False and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.03))
        self.while_sending += sending
        worker.kill()
        worker.join()
        self.kills += 1
        self._start(name, chance)

    def _is_sending(self, name: str) -> bool:
        with self.app.database.read() as session:
            found = session.exec(
                select(Reply.id).where(
                    Reply.status == ReplyStatus.SENDING, Reply.lease_owner == name
                )
            )
            return found.first() is not None

    def _on_their_way(self) -> int:
        with self.app.database.read() as session:
            return session.exec(
                select(func.count()).select_from(Reply).where(col(Reply.status).in_(UNDER_WAY))
            ).one()

    def _drain(self) -> int:
        """Until nothing is on its way and what is in doubt was looked for; what is left then."""
        deadline = time.monotonic() + LAST_MINUTES * 60
        while (left := self._left()) and time.monotonic() < deadline:
            time.sleep(0.5)
        return left

    def _left(self) -> int:
        doubtful = and_(col(Reply.status) == ReplyStatus.UNKNOWN, col(Reply.looks) < MAX_LOOKS)
        undecided = and_(doubtful, col(Case.attention).is_(None))
        with self.app.database.read() as session:
            return session.exec(
                select(func.count())
                .select_from(Reply)
                .join(Case, col(Case.id) == col(Reply.case_id))
                .where(or_(col(Reply.status).in_(UNDER_WAY), undecided))
            ).one()


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """What became of one reply, as the database has it."""

    way: str
    text: str
    status: ReplyStatus
    reason: str | None
    shown: bool


def stored(app: App) -> list[End]:
    """Every reply; `shown` where its case asks a person."""
    with app.database.read() as session:
        rows = session.exec(
            select(Reply, Case).join(Case, col(Case.id) == col(Reply.case_id))
        ).all()
    return [
        End(
            way=f"{case.platform} {reply.kind}",
            text=reply.text,
            status=reply.status,
            reason=reply.last_error,
            shown=bool(case.attention),
        )
        for reply, case in rows
    ]


def figures(ends: list[End], books: Mapping[str, Any], replies: int) -> dict[str, Any]:
    """By the books of the network: what is public, how often, and whether we know it."""
    public = Counter(" ".join(reply["text"].split()) for reply in books["replies"])
    mine = {number: " ".join(words_of(number).split()) for number in range(1, replies + 1)}
    approved = Counter(" ".join(end.text.split()) for end in ends)
    times = {end: public[" ".join(end.text.split())] for end in ends}
    told = [end for end in ends if end.reason and end.shown]
    sent = [end for end in ends if end.status is ReplyStatus.SENT]
    doubt = [end for end in told if end.status in (ReplyStatus.UNKNOWN, ReplyStatus.FAILED)]
    rejected = [end for end in told if end.status is ReplyStatus.REJECTED]
    without_end = [end for end in ends if end not in {*sent, *doubt, *rejected}]
    never_approved = [text for text in mine.values() if not approved[text]]
    return {
        "replies": replies,
        "sent": len(sent),
        "rejected": len(rejected),
        "needs_person": len(doubt),
        "lost_replies": len(without_end)
        + len(never_approved)
        + sum(times[end] == 0 for end in sent),
        "double_replies": sum(max(0, count - 1) for count in public.values())
        + sum(max(0, count - 1) for count in approved.values()),
        "public_though_rejected": sum(times[end] > 0 for end in rejected),
        "public_of_those_that_need_a_person": dict(Counter(end.way for end in doubt if times[end])),
        "network": {name: count for name, count in books["requests"].items() if " fault " in name},
    }


if __name__ == "__main__":
    main()
