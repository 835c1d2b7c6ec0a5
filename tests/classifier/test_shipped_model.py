"""The model that is shipped, on posts that leave no doubt."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from classifier.onnx import OnnxClassifier
from domain.classification import Intent, Urgency

PRAISE = [
    "Thank you so much, the support team was wonderful, problem solved!",
    "Vielen Dank, super schneller Service, ich bin begeistert!",
    "¡Muchas gracias, excelente atención, todo perfecto!",
    "Bedankt voor de geweldige hulp, top service!",
]
COMPLAINTS = [
    "@shop my order is two weeks late and nobody answers my emails, terrible service",
    "@shop meine Bestellung ist seit zwei Wochen überfällig und niemand antwortet, furchtbar",
    "@shop mi pedido lleva dos semanas de retraso y nadie me contesta, pésimo servicio",
    "@shop mijn bestelling is twee weken te laat en niemand reageert, waardeloos",
]
ALARMS = [
    "@bank someone hacked my account and is stealing my money right now, help!!",
    "@Bank mein Konto wurde gehackt und jemand stiehlt gerade mein Geld, Hilfe!!",
    "@banco me han hackeado la cuenta y me están robando el dinero ahora mismo, ayuda!!",
]


def test_it_loads_in_time(folder: Path) -> None:
    began = time.monotonic()
    OnnxClassifier.load(folder, threads=1)
    assert time.monotonic() - began < 15  # a second on a quiet machine


def test_it_is_small_enough_for_the_repository(folder: Path) -> None:
    assert (folder / "model.onnx").stat().st_size < 60_000_000


def test_praise_needs_no_answer(shipped: OnnxClassifier) -> None:
    for one in shipped.classify(PRAISE):
        assert one.intent is Intent.PRAISE
        assert one.urgency is Urgency.NONE


def test_complaints_do(shipped: OnnxClassifier) -> None:
    for one in shipped.classify(COMPLAINTS):
        assert one.intent is Intent.COMPLAINT
        assert one.urgency.rank >= Urgency.NORMAL.rank
        assert one.answer_probability > 0.5


def test_alarms_are_critical(shipped: OnnxClassifier) -> None:
    assert {one.urgency for one in shipped.classify(ALARMS)} == {Urgency.CRITICAL}


def test_hostile_texts_stop_nothing(shipped: OnnxClassifier) -> None:
    texts = ["", "\x00\x00", "\ud800abc", "a" * 100_000, "https://x.example " * 50, "🔥" * 300]
    texts += ["ελληνικά and العربية и русский 混ぜる", "‮reversed‬ text", PRAISE[0]]
    answers = shipped.classify(texts)
    assert len(answers) == len(texts)
    assert answers[-1].intent is Intent.PRAISE


def test_a_batch_changes_scores_by_no_more_than_eight_bits_do(shipped: OnnxClassifier) -> None:
    posts = [*PRAISE, *COMPLAINTS, *ALARMS]
    for together, post in zip(shipped.classify(posts), posts, strict=True):
        (alone,) = shipped.classify([post])
        assert together.urgency is alone.urgency
        for head, labels in together.scores.items():
            assert labels == pytest.approx(alone.scores[head], abs=0.25)


def test_the_embedding_finds_the_same_matter_in_another_language(shipped: OnnxClassifier) -> None:
    english, german, other = (
        np.array(one.embedding)
        for one in shipped.classify([COMPLAINTS[0], COMPLAINTS[1], PRAISE[0]])
    )
    assert np.linalg.norm(english) == pytest.approx(1, abs=1e-5)
    assert english @ german > english @ other


def test_threads_share_one_model(shipped: OnnxClassifier) -> None:
    expected = shipped.classify(COMPLAINTS)
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(shipped.classify, [COMPLAINTS] * 8)
    assert all(one == expected for one in answers)
