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
from classifier.training import beside, pooled
from classifier.training.config import Config
from classifier.training.data import UNLABELLED, Row, load_test, targets
from classifier.training.retrieval import retrieval
from domain.classification import Classification

_RESAMPLES = 1_000

Figures = dict[str, tuple[float, float, float]]
"""Name to value, lower and upper end of the interval."""


def measure(config: Config, folder: Path, model: Path, threads: int = 2) -> dict[str, Any]:
    """All heads on all test sets that are in `folder`."""
    began = time.process_time()
    classifier = OnnxClassifier.load(model, threads=threads)
    report: dict[str, Any] = {"model": classifier.version, "load_s": time.process_time() - began}
    spent, posts = 0.0, 0
    judged: pooled.Judged = {}
    for test in config.tests:
        rows = load_test(folder, test, config.finetune.hold_out_fold, config.folds, config.seed)
        began = time.process_time()
        judged[test.name] = rows, classifier.classify([row.text for row in rows])
        spent, posts = spent + time.process_time() - began, posts + len(rows)
        report[test.name] = _heads(*judged[test.name])
    report["posts_per_s"] = posts / spent
    return report | {
        "critical_at_tenth": pooled.critical_at_tenth(judged),
        "costs": pooled.costs(judged),
        "languages": pooled.languages(judged),
        "same_posts": pooled.same_posts(judged),
        "umsab_mean": pooled.mean_of_languages(*judged["UMSAB"]),
        "sentiment_by_language": beside.of_model(judged),
        "complaints": pooled.complaints(*judged["complaints"]),
        "retrieval": retrieval(classifier, folder),
        "batch_flips": pooled.batch_flips(classifier, *judged["written"]),
    }


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
    chosen = np.array([pooled.chosen(head, one) for one in answers])
    scores = np.array(
        [_row_of(one, head, choice) for one, choice in zip(answers, chosen, strict=True)]
    )

    def all_figures(picked: NDArray[np.int64]) -> dict[str, float]:
        right = metrics.per_label(truth[picked], chosen[picked], len(HEADS[head]))
        return {
            **figures(head, truth[picked], chosen[picked]),
            "last_f1": right[-1]["f1"],  # of private: that it is
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
