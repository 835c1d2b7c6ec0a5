"""The words that carry the urgency are the ones without which it falls."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.evidence import MOST_PARTS, evidence, parts_of, strongest
from classifier.onnx import OnnxClassifier
from domain.classification import Classification, Intent, Sentiment, Topic, Urgency

CALM = Classification(
    sentiment=Sentiment.NEUTRAL,
    intent=Intent.OTHER,
    urgency=Urgency.NONE,
    private=False,
    topic=Topic.OTHER,
    language="en",
    abstained=False,
    model="alarm-words-1",
)


@dataclass
class AlarmWords:
    """Urgency grows with each known word; counts what it is asked."""

    weights: dict[str, float]
    version: str = "alarm-words-1"
    asked: list[str] = field(default_factory=list)

    def classify(self, texts: Sequence[str]) -> list[Classification]:
        """Probabilities of critical and none only."""
        self.asked += texts
        return [self._judge(text) for text in texts]

    def _judge(self, text: str) -> Classification:
        part = min(1.0, sum(weight for word, weight in self.weights.items() if word in text))
        return replace(CALM, scores={"urgency": {"critical": part, "none": 1.0 - part}})


def carried(text: str, **weights: float) -> list[str]:
    return [text[one.start : one.end] for one in evidence(AlarmWords(weights), text)]


def test_the_alarming_words_are_named_in_the_order_of_the_text() -> None:
    text = "please help, my flat is on fire and the fire is big, hacked too"
    assert carried(text, flat=0.5, hacked=0.4) == ["flat", "hacked"]


def test_neighbours_become_one_phrase() -> None:
    assert carried("we are stranded overnight here", stranded=0.4, overnight=0.4) == [
        "stranded overnight"
    ]


def test_a_calm_text_names_nothing() -> None:
    assert carried("thanks a lot for the quick answer", refund=0.9) == []


def test_one_word_alone_explains_nothing() -> None:
    assert carried("hacked", hacked=0.9) == []


def test_without_spaces_a_few_letters_are_named() -> None:
    (found,) = carried("我的账户被盗了请马上帮我冻结", 被盗=0.8)
    assert "被" in found
    assert len(found) <= 6


def test_in_a_long_text_the_most_alarming_stretch_is_looked_at() -> None:
    text = "all is well today. " * 60 + "somebody was hacked here " + "nice weather. " * 60
    model = AlarmWords({"hacked": 0.9})
    (span,) = evidence(model, text)
    assert "hacked" in text[span.start : span.end]
    assert len(model.asked) <= 16 + MOST_PARTS + 1


@given(st.text(max_size=900))
def test_every_text_is_cut_into_few_parts_that_lie_in_it_in_order(text: str) -> None:
    parts = parts_of(text)
    assert len(parts) <= MOST_PARTS
    ends = [place for part in parts for place in part]
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(text) for start, end in parts)
    covered = set().union(*(range(start, end) for start, end in parts)) if parts else set()
    assert all(character.isspace() for at, character in enumerate(text) if at not in covered)


@given(st.lists(st.floats(min_value=-1, max_value=1), min_size=2, max_size=MOST_PARTS))
def test_what_is_shown_stands_in_order_and_apart(falls: list[float]) -> None:
    parts = [(2 * at, 2 * at + 1) for at in range(len(falls))]
    spans = strongest(parts, falls)
    assert all(one.end < other.start for one, other in itertools.pairwise(spans))
    if spans:
        assert max(span.share for span in spans) == pytest.approx(round(max(falls), 3))


def test_the_shipped_model_points_at_what_alarms(shipped: OnnxClassifier) -> None:
    text = "Mein Konto wurde gehackt und jemand bestellt gerade Sachen damit, bitte sperren!"
    spans = evidence(shipped, text)
    assert "gehackt" in text[min(s.start for s in spans) : max(s.end for s in spans)]
