"""How well and how dearly incidents are found: `python -m benchmarks.incidents --json`.

Posts go through the real service: stored, judged by the shipped model, placed by
services/incidents. A week of ordinary traffic is drawn from real openings of a replay (--replay)
with the hours of a week, after four such weeks that only the counts of the surge remember, and
outages written by hand are planted in it. The built-in scenario has an outage of its own. "tune"
and "report" share neither texts nor outages. The cost is that of `incidents.watch` alone.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from sqlmodel import select

from benchmarks import incidents_cost
from benchmarks.incidents_planted import OUTAGES
from benchmarks.order import Remembering
from domain.incident import LEAST_CUSTOMERS
from domain.mention import AuthorRef, Cursor, IncomingMention, MentionKind, Page, Platform, X
from domain.sla import SlaPolicy
from listenpost.bootstrap import load_classifier
from listenpost.clock import Clock
from listenpost.events import configure_logging
from listenpost.services import incidents, ingest, triage, watch
from listenpost.services.app import App
from listenpost.services.connected_listener import ConnectedListener
from listenpost.settings import Settings
from sandbox import scenario
from sandbox.posts import BRAND
from sandbox.replay import load_replay
from storage import migrate, traces
from storage.engine import make_database
from storage.models import Incident, IncidentCase, ListenerAlert, Mention

START = dt.datetime(2026, 3, 30, tzinfo=dt.UTC)
WEEK = dt.timedelta(weeks=1)
LOOK = dt.timedelta(minutes=5)
"""How often the worker looks; ordinary posts of the meantime are judged together."""
OUTAGE = dt.timedelta(minutes=90)
SCENARIO_OUTAGE = (2, 9 * 60, 18 * 60)
"""Day and minutes of the day in which the scenario's network is down, by its own posts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One post; `outage` names what it was planted for, "" for ordinary ones."""

    at: dt.datetime
    text: str
    author: str
    outage: str = ""


@dataclass(slots=True)
class Feed:
    """A listener that yields what it is given."""

    platform: ClassVar[Platform] = X
    waiting: list[IncomingMention] = field(default_factory=list)

    def poll(self, cursor: Cursor | None) -> Iterator[Page]:
        mentions, self.waiting = tuple(self.waiting), []
        yield Page(mentions=mentions, cursor=Cursor(str(int(cursor or 0) + 1)), complete=True)


def main() -> None:
    """Run it as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replay", type=Path, action="append", default=[])
    parser.add_argument("--posts", type=int, default=500, help="ordinary posts in each week")
    parser.add_argument("--week", choices=sorted(OUTAGES), default="report")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scenario", action="store_true", help="the built-in scenario as well")
    parser.add_argument(
        "--cost", type=int, default=10_000, help="posts at the end; 0: not measured"
    )
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    configure_logging("error")
    model = load_classifier(Settings())
    reader = Remembering(model, model.version)
    found: dict[str, Any] = {"week": wanted.week, "seed": wanted.seed}
    for path in wanted.replay:
        if not path.exists():
            print(f"{path} is not there: left out", file=sys.stderr)
            continue
        week = planted_week(openings(path), wanted.week, posts=wanted.posts, seed=wanted.seed)
        found[path.name.partition(".")[0]] = play(reader, *week)
    if wanted.scenario:
        found["scenario"] = play(reader, built_in(), [])
    if wanted.cost:
        found["cost"] = incidents_cost.measure(reader, wanted.cost)
    print(json.dumps(found, indent=None if wanted.json else 2))


def openings(path: Path) -> list[str]:
    """What customers began conversations with, each text once."""
    posts = load_replay(path).posts
    began = (post.text for post in posts if post.person != BRAND and post.reply_to is None)
    return list(dict.fromkeys(began))


def planted_week(
    texts: Sequence[str], name: str, *, posts: int, seed: int
) -> tuple[list[Heard], list[Heard]]:
    """(a week with outages, four ordinary weeks before it); the two names share no text."""
    half = texts[::2] if name == "tune" else texts[1::2]
    chance = random.Random(f"{name}-{seed}")
    pool = chance.sample(half, min(posts, len(half)))
    before = [
        Heard(at=_moment(chance, START - WEEK * back), text=chance.choice(pool), author="")
        for back in range(1, 5)
        for _ in pool
    ]
    week = [
        Heard(at=_moment(chance, START), text=text, author=f"person-{number}")
        for number, text in enumerate(pool)
    ]
    for day, (outage, said) in enumerate(OUTAGES[name].items(), start=1):
        begins = START + dt.timedelta(days=day, hours=10 + 3 * day)
        week += [
            Heard(
                at=begins + OUTAGE * chance.random() ** 2,
                text=text,
                author=f"{outage}-{number}",
                outage=outage,
            )
            for number, text in enumerate(said)
        ]
    return sorted(week, key=lambda one: one.at), before


def _moment(chance: random.Random, week: dt.datetime) -> dt.datetime:
    """Some moment of the week: busiest at three in the afternoon, a fifth of that at night."""
    while True:
        at = week + WEEK * chance.random()
        hour = at.hour + at.minute / 60
        if chance.random() < 0.6 + 0.4 * math.cos((hour - 15) * math.tau / 24):
            return at


def built_in() -> list[Heard]:
    """The scenario; planted is what its key calls an outage while its network is down."""
    told = scenario.load("kestrelia")
    key = _keys()
    day, begins, ends = SCENARIO_OUTAGE
    found = []
    for post in told.posts:
        if post.person == BRAND:
            continue
        minutes = (post.at - told.starts_at) / 60 - day * 24 * 60
        hit = begins <= minutes < ends and key.get(post.id or "") == "outage"
        at = START + dt.timedelta(seconds=post.at - told.starts_at)
        outage = "fibre" if hit else ""
        found.append(Heard(at=at, text=post.text, author=post.person, outage=outage))
    return found


def _keys() -> dict[str, str]:
    """The topics of those posts that need an answer, by the scenario's key."""
    rows = (
        json.loads(line)
        for path in sorted((scenario.BUILT_IN / "kestrelia" / "posts").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    )
    return {row["id"]: row["key"]["topic"] for row in rows if row["key"]["needs_answer"]}


def play(reader: Remembering, week: Sequence[Heard], before: Sequence[Heard]) -> dict[str, Any]:
    """Feed the posts and compare what was found with what was planted."""
    with tempfile.TemporaryDirectory() as folder:
        database = make_database(f"sqlite:///{folder}/incidents.db")
        migrate.upgrade(database)
        now = [START - 4 * WEEK]
        feed = Feed()
        app = App(
            database=database,
            clock=Clock(now=lambda: now[0], wall=lambda: now[0]),
            brand="Kestrelia",
            policy=SlaPolicy(),
            classifier=lambda: reader,
            listeners={"feed": _connected(feed)},
        )
        ingest.register_listeners(app)
        _remember_counts(app, reader, before)
        spent = 0.0
        for moment, posts in _looks(week):
            now[0] = moment
            feed.waiting = [_incoming(post, number) for number, post in posts]
            ingest.poll(app, "feed")
            while triage.run(app):
                pass
            began = time.perf_counter()
            while incidents.watch(app):
                pass
            spent += time.perf_counter() - began
            watch.look(app)
        found = _compare(app, week) | {"watch_ms_per_post": round(spent / len(week) * 1000, 2)}
        database.engine.dispose()
        return found


def _connected(feed: Feed) -> ConnectedListener:
    minute = dt.timedelta(minutes=1)
    return ConnectedListener(
        name="feed", kind="benchmark", platform=X, poll_every=minute, make=lambda: feed
    )


def _remember_counts(app: App, reader: Remembering, before: Sequence[Heard]) -> None:
    """What the surge knows of earlier weeks; judged as triage and `surges.count` would."""
    verdicts = reader.classify([post.text for post in before]) if before else []
    with app.database.write() as session:
        for post, found in zip(before, verdicts, strict=True):
            if found.urgency != "none":
                minute = post.at.replace(second=0, microsecond=0)
                topic = max(found.scores["topic"], key=found.scores["topic"].__getitem__)
                traces.count(session, topic, 1, minute=minute)


def _looks(week: Sequence[Heard]) -> Iterator[tuple[dt.datetime, list[tuple[int, Heard]]]]:
    """The posts of each look, with the moment of the look; a look after the last as well."""
    waiting: list[tuple[int, Heard]] = []
    end = week[0].at + LOOK
    for number, post in enumerate(week):
        if post.at > end and waiting:
            yield end, waiting
            waiting = []
        end = max(end, post.at + LOOK) if not waiting else end
        waiting.append((number, post))
    yield end, waiting


def _incoming(post: Heard, number: int) -> IncomingMention:
    return IncomingMention(
        platform=X,
        external_id=str(number),
        kind=MentionKind.POST,
        author=_author(post.author),
        text=post.text,
        url="https://example.org/",
        published_at=post.at,
        conversation_id=str(number),
        summoned=True,
    )


def _author(name: str) -> AuthorRef:
    return AuthorRef(platform=X, external_id=name, handle=None, display_name=name)


def _compare(app: App, week: Sequence[Heard]) -> dict[str, Any]:
    with app.database.read() as session:
        opened = {one.id: one for one in session.exec(select(Incident)).all()}
        places = {p.case_id: p.incident_id for p in session.exec(select(IncidentCase)).all()}
        mentions = session.exec(select(Mention)).all()
        alerts = session.exec(select(ListenerAlert)).all()
    owed = [m for m in mentions if m.needs_answer]
    outages = sorted({post.outage for post in week if post.outage})
    cases: dict[int, str] = {}
    for mention in owed:
        outage = week[int(mention.external_id)].outage
        cases[mention.case_id or 0] = cases.get(mention.case_id or 0) or outage
    majority = {number: _majority(number, places, cases) for number in opened}
    found: dict[str, Any] = {
        "posts": len(week),
        "owed": len(owed),
        "incidents": len(opened),
        "false_incidents": sum(not outage for outage in majority.values()),
        "surge_alerts": len(alerts),
        "surge_alerts_without_outage": sum(not _during(one.began_at, week) for one in alerts),
    }
    for outage in outages:
        found[outage] = _of_outage(outage, week, cases, places, majority, opened)
    return found


def _majority(number: int | None, places: dict[int, int], cases: dict[int, str]) -> str:
    """The outage that it is about: of LEAST_CUSTOMERS planted cases or more; "" for none."""
    told = [cases.get(case, "") for case, incident in places.items() if incident == number]
    planted = {name for name in told if name and told.count(name) >= LEAST_CUSTOMERS}
    return max(planted, key=told.count, default="")


def _during(at: dt.datetime, week: Sequence[Heard]) -> bool:
    slack = dt.timedelta(hours=1)
    return any(post.outage and post.at <= at <= post.at + slack for post in week)


def _of_outage(
    outage: str,
    week: Sequence[Heard],
    cases: dict[int, str],
    places: dict[int, int],
    majority: dict[int | None, str],
    opened: dict[int | None, Incident],
) -> dict[str, Any]:
    wanted = {case for case, name in cases.items() if name == outage}
    mine = {number for number, name in majority.items() if name == outage}
    members = {case for case, incident in places.items() if incident in mine}
    times = [post.at for post in week if post.outage == outage]
    first = min((opened[number].opened_at for number in mine), default=None)
    return {
        "planted": len(times),
        "owed_cases": len(wanted),
        "incidents": len(mine),
        "precision": round(len(members & wanted) / len(members), 3) if members else None,
        "recall": round(len(members & wanted) / len(wanted), 3) if wanted else None,
        "minutes_to_detect": round((first - times[0]).total_seconds() / 60, 1) if first else None,
        "posts_until_detected": sum(at <= first for at in times) if first else None,
    }


if __name__ == "__main__":
    main()
