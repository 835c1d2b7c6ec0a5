"""End to end beside the model alone, and what is visible when."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import col, select

from benchmarks import pipeline_posts
from benchmarks.inbox_measures import p95
from classifier.base import Classifier
from domain.classification import Classification
from domain.mention import IncomingMention
from listenpost.services import keep, triage
from listenpost.services.app import App
from storage.models import Mention

LOOK_SECONDS = 0.05
POLL_SECONDS = 1.0
MOST_WAIT = 60.0


@dataclass(slots=True)
class Timed:
    """The model, and how long it was at work."""

    model: Classifier
    version: str
    seconds: float = 0.0
    posts: int = 0

    def classify(self, texts: Sequence[str]) -> list[Classification]:
        began = time.perf_counter()
        found = self.model.classify(texts)
        self.seconds += time.perf_counter() - began
        self.posts += len(texts)
        return found


def end_to_end(app: App, number: int) -> dict[str, Any]:
    """Rounds of one batch: the model alone on its texts, then poll, store, judge and case.

    Who comes second in a round goes first in the next one.
    """
    model = app.classifier()
    alone = whole = 0.0
    source = pipeline_posts.posts(start=10_000_000)
    rounds = max(2, number // app.batch)
    for turn in range(rounds):
        batch = [next(source) for _ in range(app.batch)]
        times = [0.0, 0.0]
        for place in (0, 1) if turn % 2 else (1, 0):
            began = time.perf_counter()
            if place == 0:
                model.classify([one.text for one in batch])
            else:
                _through(app, batch)
            times[place] = time.perf_counter() - began
        alone, whole = alone + times[0], whole + times[1]
    posts = rounds * app.batch
    return {
        "posts": posts,
        "end_to_end_per_s": round(posts / whole, 1),
        "model_alone_per_s": round(posts / alone, 1),
        "share_of_model": round(alone / whole, 3),
    }


def _through(app: App, batch: Sequence[IncomingMention]) -> None:
    store(app, batch)
    while triage.run(app):
        pass


def store(app: App, batch: Sequence[IncomingMention]) -> None:
    """As a poll does."""
    now = app.clock.now()
    with app.database.write() as session:
        page = pipeline_posts.page(batch)
        keep.page(
            app,
            session,
            page,
            listener="bench",
            now=now,
            complete_until=now - dt.timedelta(hours=1),
        )


@dataclass(slots=True)
class _Seen:
    """When each post was published, and when the inbox showed what became of it."""

    published: dict[str, float] = field(default_factory=dict)
    visible: dict[str, float] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)


def visible(app: App, *, rate: float, seconds: float) -> dict[str, Any]:
    """Posts come at this rate, a poll takes what is there each second, triage goes on beside."""
    seen = _Seen()
    judging = threading.Thread(target=_judge, args=(app, seen))
    looking = threading.Thread(target=_look, args=(app, seen))
    judging.start()
    looking.start()
    source = pipeline_posts.posts(start=20_000_000)
    began = time.monotonic()
    told = 0
    while (passed := time.monotonic() - began) < seconds:
        time.sleep(POLL_SECONDS - passed % POLL_SECONDS)
        due = int((time.monotonic() - began) * rate)
        batch = [next(source) for _ in range(due - told)]
        seen.published |= {
            one.external_id: began + (told + place) / rate for place, one in enumerate(batch)
        }
        told = due
        store(app, batch)
    waits_until = time.monotonic() + MOST_WAIT
    while len(seen.visible) < told and time.monotonic() < waits_until:
        time.sleep(LOOK_SECONDS)
    seen.over.set()
    judging.join()
    looking.join()
    return _delays(seen, rate)


def _judge(app: App, seen: _Seen) -> None:
    while not seen.over.is_set():
        if not triage.run(app):
            time.sleep(LOOK_SECONDS)


def _look(app: App, seen: _Seen) -> None:
    """What has been judged, as a reader of the inbox could see it."""
    while not seen.over.is_set():
        with app.database.read() as session:
            names = session.exec(
                select(Mention.external_id).where(
                    col(Mention.triaged_at).is_not(None),
                    col(Mention.external_id).in_(seen.published.keys() - seen.visible.keys()),
                )
            ).all()
        now = time.monotonic()
        seen.visible |= dict.fromkeys(names, now)
        time.sleep(LOOK_SECONDS)


def _delays(seen: _Seen, rate: float) -> dict[str, Any]:
    waits = [at - seen.published[name] for name, at in seen.visible.items()]
    whole = p95([wait * 1000 for wait in waits]) / 1000
    return {
        "rate_per_s": rate,
        "published": len(seen.published),
        "never_visible": len(seen.published) - len(seen.visible),
        "poll_interval_s": POLL_SECONDS,
        "visible_p95_s": round(whole, 2),
        "visible_beyond_poll_p95_s": round(max(whole - POLL_SECONDS, 0.0), 2),
    }
