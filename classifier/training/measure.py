"""Figures with 95 % intervals of a published model on the test sets."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier import metrics
from classifier.evaluate import figures
from classifier.labels import HEADS
from classifier.onnx import OnnxClassifier
from classifier.training.config import Config
from classifier.training.data import UNLABELLED, Row, load_test, targets
from domain.classification import Classification

_RESAMPLES = 1_000
_ALERT_SHARE = 0.1

Figures = dict[str, tuple[float, float, float]]
"""Name to value, lower and upper end of the interval."""

Judged = dict[str, tuple[list[Row], list[Classification]]]


def measure(config: Config, folder: Path, model: Path, threads: int = 2) -> dict[str, Any]:
    """All heads on all test sets that are in `folder`."""
    began = time.monotonic()
    classifier = OnnxClassifier.load(model, threads=threads)
    report: dict[str, Any] = {"model": classifier.version, "load_s": time.monotonic() - began}
    spent, posts = 0.0, 0
    judged: Judged = {}
    for test in config.tests:
        rows = load_test(folder, test, config.finetune.hold_out_fold, config.folds, config.seed)
        began = time.monotonic()
        judged[test.name] = rows, classifier.classify([row.text for row in rows])
        spent, posts = spent + time.monotonic() - began, posts + len(rows)
        report[test.name] = _heads(*judged[test.name])
    report["posts_per_s"] = posts / spent
    report["critical_at_tenth"] = _critical_at_tenth(judged)
    report["languages"] = _languages(judged)
    return report


def _heads(rows: list[Row], answers: list[Classification]) -> dict[str, Any]:
    wanted, groups = targets(rows), np.unique([row.group for row in rows], return_inverse=True)[1]
    return {
        head: {"rows": len(rows), **_head(head, wanted[:, index], answers, groups)}
        for index, head in enumerate(HEADS)
        if (wanted[:, index] != UNLABELLED).all()
    }


def _head(
    head: str, truth: NDArray[np.int64], answers: list[Classification], groups: NDArray[np.int64]
) -> Figures:
    chosen = np.array([_chosen(head, one) for one in answers])
    scores = np.array(
        [_row_of(one, head, choice) for one, choice in zip(answers, chosen, strict=True)]
    )

    def all_figures(picked: NDArray[np.int64]) -> dict[str, float]:
        return {
            **figures(head, truth[picked], chosen[picked]),
            "ece": metrics.calibration_error(scores[picked], truth[picked]),
            "brier": metrics.brier(scores[picked], truth[picked]),
        }

    return bootstrap(all_figures, groups)


def _row_of(one: Classification, head: str, choice: int) -> list[float]:
    """The probabilities; those of an unread text are all on its label."""
    if not one.scores:
        return [float(index == choice) for index in range(len(HEADS[head]))]
    return [one.scores[head][label] for label in HEADS[head]]


def bootstrap(
    all_figures: Callable[[NDArray[np.int64]], dict[str, float]], groups: NDArray[np.int64]
) -> Figures:
    """Resamples whole groups, so that a post and its translations stay together."""
    random = np.random.default_rng(1)
    members = np.split(np.argsort(groups, kind="stable"), np.cumsum(np.bincount(groups))[:-1])
    drawn = [
        all_figures(
            np.concatenate([members[at] for at in random.integers(0, len(members), len(members))])
        )
        for _ in range(_RESAMPLES)
    ]
    value = all_figures(np.arange(len(groups)))
    ends = {name: np.quantile([one[name] for one in drawn], [0.025, 0.975]) for name in value}
    return {name: (value[name], *ends[name].tolist()) for name in value}


def _languages(judged: Judged) -> dict[str, dict[str, float]]:
    """The triage sets by language, pooled: too few rows in each for an interval worth printing."""
    pairs = [
        pair
        for rows, answers in judged.values()
        for pair in zip(rows, answers, strict=True)
        if UNLABELLED not in pair[0].targets
    ]
    spoken = {row.language for row, _ in pairs}
    return {
        language: _language([pair for pair in pairs if pair[0].language == language])
        for language in sorted(spoken)
    }


def _language(pairs: list[tuple[Row, Classification]]) -> dict[str, float]:
    found: dict[str, float] = {"rows": len(pairs)}
    for index, head in enumerate(HEADS):
        truth = np.array([row.targets[index] for row, _ in pairs])
        chosen = np.array([_chosen(head, answer) for _, answer in pairs])
        found[head] = metrics.accuracy(truth, chosen)
        if head == "urgency":
            found["urgency_kappa"] = metrics.quadratic_kappa(truth, chosen, len(HEADS[head]))
    return found


def _chosen(head: str, answer: Classification) -> int:
    return HEADS[head].index(str(getattr(answer, head)).lower())


def _critical_at_tenth(judged: Judged) -> dict[str, float]:
    """Recall of critical where the alarm is set so that a tenth of the natural stream raises it."""
    stream = np.concatenate([_alarm(judged[name][1]) for name in ("natural", "dev")])
    threshold = float(np.quantile(stream, 1 - _ALERT_SHARE))
    found = [
        score >= threshold
        for name in ("natural", "dev", "alarm words")
        for row, score in zip(judged[name][0], _alarm(judged[name][1]).tolist(), strict=True)
        if row.targets[2] == 0
    ]
    return {"recall": float(np.mean(found)), "critical_posts": len(found), "threshold": threshold}


def _alarm(answers: list[Classification]) -> NDArray[np.float64]:
    return np.array([one.scores["urgency"]["critical"] if one.scores else 0.0 for one in answers])
