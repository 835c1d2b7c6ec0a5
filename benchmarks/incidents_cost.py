"""What one look at new posts costs when much or little is stored."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import insert
from sqlmodel import SQLModel

from benchmarks.incidents_planted import OUTAGES
from classifier import nearness
from classifier.base import Classifier
from domain.case import CaseStatus
from domain.classification import Sentiment, Urgency
from domain.mention import MentionKind
from domain.sla import SlaPolicy
from listenpost.clock import Clock
from listenpost.services import incidents
from listenpost.services.app import App
from storage import migrate
from storage.engine import Database, make_database
from storage.models import Author, Case, Conversation, Customer, Mention, MentionTrace

START = dt.datetime(2026, 3, 30, tzinfo=dt.UTC)
EVERY = dt.timedelta(seconds=18)
"""200 posts an hour: more than the window compares."""
LOOK = 50
TABLES: tuple[type[SQLModel], ...] = (Customer, Author, Conversation, Case, Mention, MentionTrace)
TOPICS = ("outage", "billing", "order", "account", "product")


def measure(model: Classifier, posts: int) -> dict[str, Any]:
    """Milliseconds of `watch` for a post, near a tenth of the posts and near all of them."""
    texts = [text for kind in OUTAGES.values() for said in kind.values() for text in said]
    vectors = np.array([found.embedding for found in model.classify(texts)], dtype=np.float32)
    with tempfile.TemporaryDirectory() as folder:
        database = make_database(f"sqlite:///{folder}/cost.db")
        migrate.upgrade(database)
        now = [START]
        app = App(
            database=database,
            clock=Clock(now=lambda: now[0], wall=lambda: now[0]),
            brand="Kestrelia",
            policy=SlaPolicy(),
            classifier=lambda: model,
        )
        took: list[float] = []
        for first in range(0, posts, LOOK):
            _store(database, range(first, first + LOOK), vectors)
            now[0] = START + EVERY * (first + LOOK)
            began = time.perf_counter()
            incidents.watch(app)
            took.append((time.perf_counter() - began) * 1000 / LOOK)
        database.engine.dispose()
    early, late = _median_near(took, posts // 10), _median_near(took, posts)
    return {
        "posts": posts,
        "early_ms_per_post": round(early, 3),
        "late_ms_per_post": round(late, 3),
        "growth": round(late / early, 2),
    }


def _median_near(took: list[float], posts: int) -> float:
    last = max(posts // LOOK, 1)
    return float(np.median(took[max(0, last - 10) : last]))


def _store(database: Database, numbers: range, vectors: NDArray[np.float32]) -> None:
    rows = [_rows(number, vectors) for number in numbers]
    with database.write() as session:
        for place, table in enumerate(TABLES):
            session.execute(insert(table), [row[place] for row in rows])


def _rows(number: int, vectors: NDArray[np.float32]) -> list[dict[str, Any]]:
    """One person's first post: half of it real words, half a direction of its own."""
    chance = random.Random(number)
    at, one = START + EVERY * number, number + 1
    noise = np.random.default_rng(number).normal(size=vectors.shape[1:])
    mixed = vectors[number % len(vectors)] + 1.5 * noise / np.linalg.norm(noise)
    common = {"id": one, "platform": "x", "external_id": str(number)}
    urgency = Urgency.HIGH if chance.random() < 0.2 else Urgency.NORMAL
    return [
        {"id": one, "name": str(number), "attributes": {}, "created_at": at},
        common | {"customer_id": one, "home_customer_id": one, "created_at": at},
        common,
        {
            "id": one,
            "customer_id": one,
            "platform": "x",
            "title": "a case",
            "status": CaseStatus.OPEN,
            "urgency": urgency,
            "topic": "other",
            "sentiment": Sentiment.NEGATIVE,
            "private": False,
            "opened_at": at,
            "last_activity_at": at,
            "version": 1,
        },
        common
        | {
            "kind": MentionKind.POST,
            "author_id": one,
            "conversation_id": one,
            "text": "a post",
            "url": "",
            "published_at": at,
            "stored_at": at,
            "summoned": True,
            "by_brand": False,
            "listener": "feed",
            "case_id": one,
            "needs_answer": True,
            "triaged_at": at,
            "raw": {},
        },
        {
            "mention_id": one,
            "case_id": one,
            "customer_id": one,
            "at": at,
            "urgent": urgency is Urgency.HIGH,
            "topics": {chance.choice(TOPICS): 1.0},
            "markers": [f"rt{number % 40}"] if number % 5 == 0 else [],
            "vector": nearness.pack(mixed.tolist()),
        },
    ]
