"""Linear heads on the frozen base encoder: minutes instead of an hour, and the floor to beat."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from classifier.labels import HEADS
from classifier.training.data import UNLABELLED

Weights = tuple[NDArray[np.float32], NDArray[np.float32]]


def fit(vectors: NDArray[np.float32], targets: NDArray[np.int64], strength: float) -> Weights:
    """One weight row and one offset per label of all heads, to be applied to the raw vectors."""
    parts = [
        _head(vectors, targets[:, index], len(labels), strength)
        for index, labels in enumerate(HEADS.values())
    ]
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def out_of_fold(
    vectors: NDArray[np.float32],
    targets: NDArray[np.int64],
    fold_of: NDArray[np.int64],
    strength: float,
) -> NDArray[np.float32]:
    """Logits of every row from heads that never saw its fold."""
    logits = np.zeros((len(vectors), sum(map(len, HEADS.values()))), np.float32)
    for fold in np.unique(fold_of):
        weight, offset = fit(vectors[fold_of != fold], targets[fold_of != fold], strength)
        logits[fold_of == fold] = vectors[fold_of == fold] @ weight.T + offset
    return logits


def _head(
    vectors: NDArray[np.float32], wanted: NDArray[np.int64], count: int, strength: float
) -> Weights:
    known = wanted != UNLABELLED
    scaler = StandardScaler().fit(vectors[known])
    model = LogisticRegression(
        C=strength, class_weight=_weights(wanted[known], count), max_iter=500
    )
    model.fit(scaler.transform(vectors[known]), wanted[known])
    weight, offset = _per_label(model.coef_, model.intercept_, count)
    weight = weight / scaler.scale_
    return weight.astype(np.float32), (offset - weight @ scaler.mean_).astype(np.float32)


def _per_label(
    weight: NDArray[np.float64], offset: NDArray[np.float64], count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A head of two labels comes as one row: split it into two that differ by it."""
    if count > 2:
        return weight, offset
    return np.concatenate([-weight, weight]) / 2, np.concatenate([-offset, offset]) / 2


def _weights(wanted: NDArray[np.int64], count: int) -> dict[int, float]:
    counts = np.bincount(wanted, minlength=count) + 1.0
    return dict(enumerate(np.sqrt(counts.mean() / counts)))
