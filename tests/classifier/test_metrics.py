"""Figures of merit against examples worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from classifier import metrics

TRUTH = np.array([0, 0, 1, 1, 2, 2])
CHOSEN = np.array([0, 1, 1, 1, 2, 0])


def test_accuracy() -> None:
    assert metrics.accuracy(TRUTH, CHOSEN) == pytest.approx(4 / 6)


def test_per_label() -> None:
    first, second, third = metrics.per_label(TRUTH, CHOSEN, 3)
    assert first == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "rows": 2}
    assert second == {
        "precision": pytest.approx(2 / 3),
        "recall": 1.0,
        "f1": pytest.approx(0.8),
        "rows": 2,
    }
    assert third == {"precision": 1.0, "recall": 0.5, "f1": pytest.approx(2 / 3), "rows": 2}


def test_macro_f1_is_the_mean_over_labels_that_occur() -> None:
    expected = (0.5 + 0.8 + 2 / 3) / 3
    assert metrics.macro_f1(TRUTH, CHOSEN, 3) == pytest.approx(expected)
    assert metrics.macro_f1(TRUTH, CHOSEN, 9) == pytest.approx(expected)


def test_quadratic_kappa_of_perfect_agreement_is_one() -> None:
    assert metrics.quadratic_kappa(TRUTH, TRUTH, 3) == 1.0


def test_quadratic_kappa() -> None:
    # seen: one miss by 1, one by 2: 1 + 4 = 5; by chance, rows 2 2 2 and columns 2 3 1 of 6:
    # (2*3*1 + 2*1*4 + 2*2*1 + 2*1*1 + 2*2*4 + 2*3*1) / 6 = 42 / 6 = 7
    assert metrics.quadratic_kappa(TRUTH, CHOSEN, 3) == pytest.approx(1 - 5 / 7)


def test_calibration_error() -> None:
    scores = np.array([[0.9, 0.1], [0.9, 0.1], [0.4, 0.6], [0.4, 0.6]])
    truth = np.array([0, 1, 1, 1])
    # certainty 0.9 is right in half of two, certainty 0.6 in both of two
    assert metrics.calibration_error(scores, truth) == pytest.approx((0.4 + 0.4) / 2)


def test_brier() -> None:
    scores = np.array([[1.0, 0.0], [0.5, 0.5], [1.0, 0.0]])
    assert metrics.brier(scores, np.array([0, 1, 1])) == pytest.approx((0 + 0.5 + 2) / 3)
