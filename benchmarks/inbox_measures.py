"""What benchmarks.inbox measures: each operation through its service, and bare."""

from __future__ import annotations

import datetime as dt
import gc
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from benchmarks.inbox_people import END, PLATFORMS, URGENCIES, WORDS, Size
from classifier.base import Classifier
from domain.classification import Classification, Intent, Sentiment, Topic, Urgency
from domain.mention import AuthorRef, Cursor, IncomingMention, MentionKind, Page, Platform
from domain.role import Actor, Role
from domain.sla import SlaPolicy
from listenpost.bootstrap import PAST_LASTS
from listenpost.clock import Clock
from listenpost.services import case_actions, case_view, inbox, ledger, queueing, triage
from listenpost.services.app import App
from listenpost.services.experience import PastKeeper
from listenpost.services.inbox import InboxFilter, InboxView
from storage import pages, tasks
from storage.engine import Database

ROWS_A_PAGE = 26
ACTOR = Actor(id=1, name="agent1", display_name="Agent 1", role=Role.ADMIN)
PAGE = 100
Times = list[float]


class Instant:
    """A model that takes no time: what is measured is what stands around it."""

    version = "instant"

    def classify(self, texts: Sequence[str]) -> list[Classification]:
        """A normal question, every second about the order."""
        return [
            Classification(
                sentiment=Sentiment.NEGATIVE,
                intent=Intent.QUESTION,
                urgency=Urgency.NORMAL if place % 5 else Urgency.NONE,
                private=False,
                topic=Topic.ORDER if place % 2 else Topic.REFUND,
                language="en",
                abstained=False,
                model=self.version,
            )
            for place in range(len(texts))
        ]


def installation(database: Database) -> App:
    """An application at the end of the year."""
    model: Classifier = Instant()
    return App(
        database=database,
        clock=Clock(now=lambda: END),
        brand="Kestrelia",
        policy=SlaPolicy(),
        classifier=lambda: model,
        past=PastKeeper(lasts=PAST_LASTS),
    )


def measure(database: Database, size: Size, *, times: int) -> dict[str, Any]:
    """All figures of one database."""
    app = installation(database)
    chance = random.Random(7)
    opened = _open_cases(database)
    wanted = [_filter(chance) for _ in range(times)]
    some = [chance.choice(opened) for _ in range(times)]
    words = [_search(chance, size) for _ in range(times)]
    others = [_filter(chance) for _ in range(times)] + [_search(chance, size) for _ in words]
    new = timed(lambda one: _page(app, one), others)  # each kind of question is put together once
    gc.freeze()  # as the dashboard's process does
    plain = timed(lambda one: _page(app, one), wanted)
    searched = timed(lambda one: _page(app, one), words)
    found = {
        "inbox_new_process_p95_ms": p95(new),
        "inbox_p95_ms": p95(plain + searched),
        "inbox_filter_p95_ms": p95(plain),
        "inbox_search_p95_ms": p95(searched),
        "rows_p95_ms": p95(timed(lambda one: _rows(app, one), wanted)),
        "bare_inbox_p95_ms": p95(timed(lambda _: bare(database, BARE_INBOX), wanted)),
        "case_p95_ms": p95(timed(lambda one: case_view.view(app, ACTOR, one), some)),
        "bare_case_p95_ms": p95(timed(lambda one: bare(database, BARE_CASE, one), some)),
    }
    return found | _claims(app, some) | _report(app) | _triage(app, chance, times) | noise()


def timed(work: Callable[[Any], object], over: Sequence[Any]) -> Times:
    """Milliseconds of each; the first is done twice, so that nothing is loaded in it."""
    work(over[0])
    found = []
    for one in over:
        began = time.perf_counter()
        work(one)
        found.append((time.perf_counter() - began) * 1000)
    return found


def p95(times: Times) -> float:
    """The time that nineteen of twenty stay below."""
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 2)


# --- the inbox


def _page(app: App, wanted: InboxFilter) -> None:
    """What the dashboard asks for when the inbox is opened or a filter changed."""
    inbox.page(app, ACTOR, wanted, limit=ROWS_A_PAGE)


def _rows(app: App, wanted: InboxFilter) -> None:
    inbox.rows(app, ACTOR, wanted, limit=ROWS_A_PAGE)


def _filter(chance: random.Random) -> InboxFilter:
    """A view, and up to three conditions in any combination."""
    view = chance.choice([*[InboxView.TO_ANSWER] * 4, *InboxView])
    found = InboxFilter(view=view)
    if chance.random() < 0.4:
        found = replace(found, platforms=(chance.choice(list(PLATFORMS)),))
    if chance.random() < 0.4:
        found = replace(found, languages=tuple(chance.sample(list(WORDS), chance.choice((1, 2)))))
    if chance.random() < 0.3:
        found = replace(found, urgencies=(chance.choice(list(URGENCIES)),))
    return found


def _search(chance: random.Random, size: Size) -> InboxFilter:
    """Words that most posts have, that some have, and an order's number that one case has."""
    language = chance.choice(list(WORDS))
    said = WORDS[language][1].split()
    typed = chance.choice(
        [
            chance.choice(said),
            chance.choice(said)[:4],
            " ".join(chance.sample(said, 2)),
            f"#{(1 + int(size.cases * chance.random())) * 7 + 100_000}",
            f"Anna {'ABCDEFGHIJKLMNOPQRST'[chance.randrange(20)]}{chance.randrange(9973)}son",
            "the",
        ]
    )
    return replace(_filter(chance), search=typed)


def _open_cases(database: Database) -> list[int]:
    with database.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT id FROM \"case\" WHERE status = 'open' ORDER BY rank DESC LIMIT 20000"
        )
        return [row[0] for row in found]


BARE_INBOX = (
    'SELECT "case".*, customer.name FROM "case" JOIN customer ON customer.id = "case".customer_id '
    "WHERE status = 'open' ORDER BY rank DESC, \"case\".id LIMIT 26"
)
BARE_CASE = "SELECT * FROM mention WHERE case_id = {0} ORDER BY published_at DESC LIMIT 200"
BARE_REPORT = (
    "SELECT needs_answer, count(*) FROM mention WHERE published_at > '{0}' GROUP BY needs_answer"
)
BARE_CLAIM = 'UPDATE "case" SET version = version WHERE id = {0}'


def bare(database: Database, statement: str, *values: object) -> None:
    """The statement alone, through the driver."""
    with database.engine.connect() as connection:
        result = connection.exec_driver_sql(statement.format(*values))
        if result.returns_rows:
            result.all()
        connection.commit()


# --- what is done to cases


def _claims(app: App, some: Sequence[int]) -> dict[str, Any]:
    taken = timed(lambda one: _claim(app, one), some)
    alone = timed(lambda one: bare(app.database, BARE_CLAIM, one), some)
    return {"claim_p95_ms": p95(taken), "bare_claim_p95_ms": p95(alone)}


def _claim(app: App, case_id: int) -> None:
    later = Clock(now=lambda: END, wall=lambda: END + dt.timedelta(days=4000))
    case_actions.claim(replace(app, clock=later), ACTOR, case_id)


def _report(app: App) -> dict[str, Any]:
    """The ignored report of 30 days; the first one fills the ledger, untimed."""
    wanted = ledger.period(app)
    taken = timed(lambda _: ledger.report(app, ACTOR, wanted), range(20))
    alone = timed(lambda _: bare(app.database, BARE_REPORT, END - ledger.DAYS), range(20))
    return {"ignored_report_p95_ms": p95(taken), "bare_ignored_report_p95_ms": p95(alone)}


def _triage(app: App, chance: random.Random, times: int) -> dict[str, Any]:
    """Pages of 100 mentions: half from known customers, in known threads and in new ones."""
    found: Times = []
    for turn in range(max(3, min(12, times // 10))):
        with app.database.write() as session:
            new = pages.store_page(session, _new_page(chance, turn), listener="bench", now=END)
            for start in range(0, len(new), app.batch):
                payload = {"mentions": new[start : start + app.batch]}
                tasks.put(session, queueing.TRIAGE, payload, run_at=END, now=END)
        began = time.perf_counter()
        while triage.run(app):
            pass
        found.append((time.perf_counter() - began) * 1000)
    return {"triage_page_ms": round(statistics.median(found[2:]), 1)}


def _new_page(chance: random.Random, turn: int) -> Page:
    platform = Platform("x")
    unique = f"{time.time_ns()}-{turn}"
    mentions = [
        IncomingMention(
            platform=platform,
            external_id=f"{unique}-{place}",
            kind=MentionKind.COMMENT,
            author=AuthorRef(
                platform=platform,
                external_id=f"a{chance.randrange(1, 20_000):09}"
                if place % 2
                else f"n{unique}-{place}",
            ),
            text=f"where is my order {place}",
            url="https://example.org/1",
            published_at=END - dt.timedelta(minutes=PAGE - place),
            conversation_id=f"t{chance.randrange(1, 20_000):09}" if place % 3 else unique,
        )
        for place in range(PAGE)
    ]
    return Page(mentions=tuple(mentions), cursor=Cursor(""))


def noise() -> dict[str, Any]:
    """The machine: the same loop of arithmetic again and again."""
    loops = timed(lambda _: sum(range(200_000)), range(200))
    return {"noise_ms": {"p50": round(statistics.median(loops), 2), "p95": p95(loops)}}
