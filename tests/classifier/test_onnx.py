"""The way from texts to classifications, with a stand-in for the model."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifier.labels import HEADS
from classifier.onnx import OnnxClassifier
from domain.classification import Intent, Sentiment, Topic, Urgency

if TYPE_CHECKING:
    from tests.classifier.conftest import StandInSession

POSTS = [
    "thanks",
    "fire fire",
    "where late thanks late",
    "",
    "late " * 40,
    "fire",
    "🙂",
    "where",
] * 9


def test_no_texts_no_classifications(small: OnnxClassifier) -> None:
    assert small.classify([]) == []


def test_answers_come_in_the_order_of_the_texts(small: OnnxClassifier) -> None:
    urgent = [one.urgency is Urgency.CRITICAL for one in small.classify(POSTS)]
    assert urgent == ["fire" in post for post in POSTS]


def test_a_text_is_judged_in_a_batch_as_it_is_alone(small: OnnxClassifier) -> None:
    together = small.classify(POSTS)
    alone = [small.classify([post])[0] for post in POSTS]
    assert together == alone
    assert [one.scores for one in together] == [one.scores for one in alone]
    assert [one.embedding for one in together] == [one.embedding for one in alone]


def test_batches_hold_texts_of_like_length(small: OnnxClassifier, session: StandInSession) -> None:
    small.classify(["thanks", "late late late late late late"] * 40)
    assert session.shapes == [(32, 5), (32, 10), (16, 10)]


def test_probabilities_of_each_head_sum_to_one(small: OnnxClassifier) -> None:
    (one,) = small.classify(["fire"])
    assert set(one.scores) == set(HEADS)
    assert all(sum(labels.values()) == pytest.approx(1) for labels in one.scores.values())


def test_the_embedding_has_unit_length(small: OnnxClassifier) -> None:
    answers = small.classify(["fire", "late " * 100])
    assert [float(np.linalg.norm(one.embedding)) for one in answers] == pytest.approx([1, 1])


def test_an_alarm_at_the_end_of_a_long_text_is_heard(small: OnnxClassifier) -> None:
    (one,) = small.classify(["late " * 200 + "fire"])
    assert one.urgency is Urgency.CRITICAL


@pytest.mark.parametrize(
    "text",
    ["", "   \n\t", "\x00", "\ud800", "https://a.example/b www.b.example", "😡😡", "@a @b.c", "!?"],
)
def test_a_text_without_words_abstains(small: OnnxClassifier, text: str) -> None:
    (one,) = small.classify([text])
    assert one.abstained
    assert (one.sentiment, one.intent, one.urgency) == (
        Sentiment.NEUTRAL,
        Intent.OTHER,
        Urgency.NONE,
    )
    assert (one.private, one.topic, one.language) == (False, Topic.OTHER, None)
    assert not one.scores
    assert not one.embedding
    assert one.answer_probability == 0.0


def test_a_text_without_words_does_not_disturb_its_neighbours(small: OnnxClassifier) -> None:
    answers = small.classify(["fire", "\ud800", "fire \x00 late"])
    assert [one.abstained for one in answers] == [False, True, False]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(texts=st.lists(st.text(st.characters(codec=None)), max_size=8))
def test_any_text_gets_an_answer(small: OnnxClassifier, texts: list[str]) -> None:
    assert len(small.classify(texts)) == len(texts)


def test_several_threads_may_ask_at_once(small: OnnxClassifier) -> None:
    expected = small.classify(POSTS)
    with ThreadPoolExecutor(4) as pool:
        assert all(one == expected for one in pool.map(small.classify, [POSTS] * 8))


def test_threads_take_turns_at_the_model(small: OnnxClassifier, session: StandInSession) -> None:
    session.seconds = 0.005
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(small.classify, [POSTS] * 8))
    assert session.most_at_once == 1


def test_every_classification_names_the_model(small: OnnxClassifier) -> None:
    assert {one.model for one in small.classify(["fire", ""])} == {"stand-in-1"}
