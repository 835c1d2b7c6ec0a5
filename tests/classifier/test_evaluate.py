"""What `listenpost evaluate` prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from classifier.evaluate import evaluate
from classifier.labels import HEADS
from domain.classification import Classification, Intent, Sentiment, Topic, Urgency
from domain.errors import BadInput


class Scripted:
    """Takes the urgency and the intent from the text itself and is sure of them."""

    version = "scripted"

    def classify(self, texts: Sequence[str]) -> list[Classification]:
        """One classification each."""
        return [self._one(*text.split()) for text in texts]

    def _one(self, urgency: str, intent: str) -> Classification:
        chosen = {
            "sentiment": "neutral",
            "intent": intent,
            "urgency": urgency,
            "private": "false",
            "topic": "other",
        }
        return Classification(
            sentiment=Sentiment.NEUTRAL,
            intent=Intent(intent),
            urgency=Urgency(urgency),
            private=False,
            topic=Topic.OTHER,
            language="en",
            abstained=intent == "other",
            model=self.version,
            scores={
                head: {label: float(label == chosen[head]) for label in labels}
                for head, labels in HEADS.items()
            },
        )


ROWS: list[dict[str, Any]] = [
    {"text": "critical complaint", "urgency": "critical", "intent": "complaint", "lang": "en"},
    {"text": "normal question", "urgency": "critical", "intent": "question", "lang": "en"},
    {"text": "none other", "urgency": "none", "intent": "praise", "lang": "de", "private": True},
    {"text": "none praise", "urgency": "none", "intent": "praise", "lang": "de"},
]


def test_only_labelled_heads_are_reported() -> None:
    report = evaluate(ROWS, Scripted())
    assert set(report) == {"model", "rows", "abstained_share", "intent", "urgency", "private"}
    assert report["rows"] == 4
    assert report["private"]["rows"] == 1
    assert report["abstained_share"] == 0.25


def test_urgency_tells_recall_and_alarms() -> None:
    urgency = evaluate(ROWS, Scripted())["urgency"]
    assert urgency["accuracy"] == 0.75
    assert urgency["critical_recall"] == 0.5
    assert urgency["alert_rate"] == 0.25
    assert urgency["needs_answer_f1"] == 1.0
    assert urgency["qwk"] == pytest.approx(1 - 4 / 16)


def test_figures_by_label_and_language() -> None:
    intent = evaluate(ROWS, Scripted())["intent"]
    assert intent["by_label"]["praise"]["recall"] == 0.5
    assert {name: one["accuracy"] for name, one in intent["by_language"].items()} == {
        "de": 0.5,
        "en": 1.0,
    }


def test_certain_mistakes_are_bad_calibration() -> None:
    intent = evaluate(ROWS, Scripted())["intent"]
    assert intent["ece"] == pytest.approx(0.25)
    assert intent["brier"] == pytest.approx(0.5)


def test_no_rows() -> None:
    assert evaluate([], Scripted()) == {"model": "scripted", "rows": 0, "abstained_share": 0.0}


def test_an_unknown_label_says_which_there_are() -> None:
    with pytest.raises(BadInput, match="'soon' is no label of urgency; there are: critical, high"):
        evaluate([{"text": "none other", "urgency": "soon"}], Scripted())


def test_a_row_without_text_is_named() -> None:
    with pytest.raises(BadInput, match="Row 2"):
        evaluate([{"text": "none other"}, {"tekst": "x"}], Scripted())
