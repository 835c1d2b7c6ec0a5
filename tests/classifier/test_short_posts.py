"""Closings and nudges in fourteen languages, by hand, judged by the shipped model and the rules.

A row of tests/short_posts.tsv is language, use, kind, text. The lists of words were made with the
rows marked "tune" in sight; those marked "blind" were written afterwards, and no list was changed
for them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from classifier.onnx import OnnxClassifier
from domain.case import CaseStatus
from domain.classification import Classification, Urgency
from domain.intake import CaseFacts, take_in
from domain.sla import SlaPolicy

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
ANSWERED = CaseFacts(
    status=CaseStatus.WAITING,
    urgency=Urgency.HIGH,
    waiting_since=None,
    due_at=None,
    unanswered_posts=0,
)
OWED = CaseFacts(
    status=CaseStatus.OPEN, urgency=Urgency.HIGH, waiting_since=NOW, due_at=NOW, unanswered_posts=1
)


@dataclass(frozen=True, slots=True)
class ShortPost:
    """A row of the table, and what the model says of it."""

    language: str
    blind: bool
    kind: str
    text: str
    found: Classification

    def under(self, current: CaseFacts) -> str:
        """What it does to a case."""
        done = take_in(self.found, current, text=self.text, since=NOW, policy=SlaPolicy())
        if done.needs_answer:
            return "asks"
        closes = done.facts is not None and done.facts.status is CaseStatus.RESOLVED
        return "closes" if closes else "stays"


@pytest.fixture(scope="module")
def posts(shipped: OnnxClassifier) -> list[ShortPost]:
    rows = list(_rows())
    found = shipped.classify([text for *_, text in rows])
    return [
        ShortPost(language, use == "blind", kind, text, one)
        for (language, use, kind, text), one in zip(rows, found, strict=True)
    ]


def _rows() -> Iterator[tuple[str, str, str, str]]:
    table = Path(__file__).parents[1] / "short_posts.tsv"
    for line in table.read_text(encoding="utf-8").splitlines():
        language, use, kind, text = line.split("\t")
        yield language, use, kind, text


def _wrong(posts: list[ShortPost], kind: str, under: CaseFacts, *right: str) -> list[str]:
    chosen = [post for post in posts if post.kind == kind]
    assert len({post.language for post in chosen}) >= 8
    return [f"{post.language}: {post.text}" for post in chosen if post.under(under) not in right]


def test_thanks_that_go_on_with_but_close_nothing_in_any_language(posts: list[ShortPost]) -> None:
    for under in (OWED, ANSWERED):
        assert _wrong(posts, "unsolved", under, "asks") == []


def test_who_asks_again_is_heard_in_every_language(posts: list[ShortPost]) -> None:
    for under in (OWED, ANSWERED):
        assert _wrong(posts, "nudge", under, "asks") == []


def test_thanks_close_what_was_answered_in_every_language(posts: list[ShortPost]) -> None:
    assert _wrong(posts, "thanks", ANSWERED, "closes") == []


def test_a_word_between_closes_nothing_that_is_owed(posts: list[ShortPost]) -> None:
    assert _wrong(posts, "neutral", OWED, "stays", "asks") == []
    assert _wrong(posts, "neutral", ANSWERED, "stays", "asks") == []


def test_sorted_closes_at_any_time_and_what_is_missed_stays_open(posts: list[ShortPost]) -> None:
    tuned = [post for post in posts if not post.blind]
    for under in (OWED, ANSWERED):
        assert _wrong(tuned, "solved", under, "closes") == []
    counts = Counter(
        post.under(OWED) == "closes" for post in posts if post.blind and post.kind == "solved"
    )
    assert counts[True] / counts.total() >= 0.75
