"""From logits to labels."""

from __future__ import annotations

import numpy as np
import pytest

from classifier.decision import Policy, certainty, decide, merge_windows, probabilities, softmax
from classifier.labels import HEADS

EVEN = {head: np.full((1, len(labels)), 1 / len(labels)) for head, labels in HEADS.items()}


def decided(urgency: list[float], cost: float) -> str:
    scores = {**EVEN, "urgency": np.array([urgency])}
    chosen = decide(scores, Policy(missed_critical_cost=cost, abstain_below=0))
    return str(HEADS["urgency"][chosen["urgency"][0]])


def test_softmax_keeps_large_figures_finite() -> None:
    assert softmax(np.array([[1000.0, 1000.0]], np.float32)).tolist() == [[0.5, 0.5]]


def test_a_higher_temperature_makes_scores_more_even() -> None:
    logits = np.zeros((1, sum(map(len, HEADS.values()))), np.float32)
    logits[0, 0] = 2.0
    cold, warm = (probabilities(logits, dict.fromkeys(HEADS, one)) for one in (1.0, 4.0))
    assert cold["sentiment"][0, 0] > warm["sentiment"][0, 0] > 1 / 3


@pytest.mark.parametrize(("cost", "label"), [(1.0, "normal"), (3.0, "critical"), (9.0, "critical")])
def test_the_dearer_a_missed_critical_the_sooner_the_alarm(cost: float, label: str) -> None:
    assert decided([0.3, 0.1, 0.6, 0.0], cost) == label


def test_below_the_threshold_critical_is_never_chosen() -> None:
    assert decided([0.45, 0.3, 0.15, 0.1], cost=1.0) == "high"


def test_certainty_is_the_lesser_of_intent_and_urgency() -> None:
    scores = {
        **EVEN,
        "intent": np.array([[0.6, 0.4, 0.0, 0.0, 0.0]]),
        "urgency": np.array([[0.1, 0.9, 0.0, 0.0]]),
    }
    assert certainty(scores).tolist() == [0.6]


def test_windows_are_averaged_but_urgency_is_that_of_the_worst() -> None:
    windows = {head: np.repeat(table, 3, axis=0) for head, table in EVEN.items()}
    windows["private"] = np.array([[1.0, 0.0], [0.0, 1.0], [0.25, 0.75]])
    windows["urgency"] = np.array([[0, 0, 0, 1.0], [0.9, 0.1, 0, 0], [0, 0, 1.0, 0]])
    merged = merge_windows(windows, np.array([0, 2]))
    assert merged["private"].tolist() == [[0.5, 0.5], [0.25, 0.75]]
    assert merged["urgency"].tolist() == [[0.9, 0.1, 0, 0], [0, 0, 1.0, 0]]
