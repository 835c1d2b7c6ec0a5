"""Figures of merit, from label indices and probabilities; numpy only, no model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]
Table = NDArray[np.float64]

_BINS = 15


def accuracy(truth: Indices, chosen: Indices) -> float:
    """Share of right answers."""
    return float((truth == chosen).mean())


def confusion(truth: Indices, chosen: Indices, count: int) -> Table:
    """Rows are the truth, columns what was chosen."""
    table = np.zeros((count, count))
    np.add.at(table, (truth, chosen), 1)
    return table


def per_label(truth: Indices, chosen: Indices, count: int) -> list[dict[str, float]]:
    """Precision, recall, F1 and number of rows of each label; nought where undefined."""
    table = confusion(truth, chosen, count)
    hits, wanted, named = np.diag(table), table.sum(1), table.sum(0)
    return [
        {
            "precision": _ratio(hits[label], named[label]),
            "recall": _ratio(hits[label], wanted[label]),
            "f1": _ratio(2 * hits[label], wanted[label] + named[label]),
            "rows": int(wanted[label]),
        }
        for label in range(count)
    ]


def macro_f1(truth: Indices, chosen: Indices, count: int) -> float:
    """Mean F1 of the labels that occur in the truth or among the answers."""
    table = confusion(truth, chosen, count)
    size = table.sum(0) + table.sum(1)
    occurring = size > 0
    return float((2 * np.diag(table)[occurring] / size[occurring]).mean())


def quadratic_kappa(truth: Indices, chosen: Indices, count: int) -> float:
    """Agreement on an ordered scale beyond chance; a miss by two steps counts four times."""
    table = confusion(truth, chosen, count)
    steps = np.arange(count)
    cost = (steps[:, None] - steps[None, :]) ** 2
    chance = np.outer(table.sum(1), table.sum(0)) / table.sum()
    return 1.0 - _ratio((cost * table).sum(), (cost * chance).sum())


def calibration_error(scores: Table, truth: Indices) -> float:
    """Expected calibration error: how far the certainty of the likeliest label is off."""
    certain, right = scores.max(1), scores.argmax(1) == truth
    bins = np.minimum((certain * _BINS).astype(int), _BINS - 1)
    off = np.bincount(bins, certain - right, minlength=_BINS)
    return float(np.abs(off).sum() / len(truth))


def brier(scores: Table, truth: Indices) -> float:
    """Mean squared distance of all probabilities from the truth: 0 perfect, 2 worst."""
    return float(((scores - np.eye(scores.shape[1])[truth]) ** 2).sum(1).mean())


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0
