"""Figures over several test sets together."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier import metrics
from classifier.base import Classifier
from classifier.decision import Policy, decide
from classifier.evaluate import figures
from classifier.labels import HEADS
from classifier.training.data import UNLABELLED, Row
from classifier.training.tasks import TASKS
from domain.classification import Classification, Intent

_STREAM = ("natural", "dev")
_ALERT_SHARE = 0.1
_URGENCY = list(HEADS).index("urgency")
_COMPLAINT = list(TASKS).index("complaint")

Judged = dict[str, tuple[list[Row], list[Classification]]]
"""Per test set its rows and what the classifier made of them."""


def chosen(head: str, answer: Classification) -> int:
    """The index of the label that was given."""
    return HEADS[head].index(str(getattr(answer, head)).lower())


def critical_at_tenth(judged: Judged) -> dict[str, float]:
    """Recall of critical where the alarm is set so that a tenth of the natural stream raises it."""
    stream = np.concatenate([_urgency(judged[name][1])[:, 0] for name in _STREAM])
    threshold = float(np.quantile(stream, 1 - _ALERT_SHARE))
    found = [
        score >= threshold
        for name in (*_STREAM, "alarm words")
        for row, score in zip(judged[name][0], _urgency(judged[name][1])[:, 0], strict=True)
        if row.targets[_URGENCY] == 0
    ]
    return {"recall": float(np.mean(found)), "critical_posts": len(found), "threshold": threshold}


def costs(judged: Judged) -> dict[str, dict[str, float]]:
    """What another cost of a missed critical post would do to the natural stream."""
    truth = np.array([row.targets[_URGENCY] for name in _STREAM for row in judged[name][0]])
    scores = np.concatenate([_urgency(judged[name][1]) for name in _STREAM])
    policies = {
        cost: Policy(missed_critical_cost=cost, abstain_below=0) for cost in (1, 2, 3, 5, 9)
    }
    return {
        str(cost): figures("urgency", truth, decide({"urgency": scores}, policy)["urgency"])
        for cost, policy in policies.items()
    }


def languages(judged: Judged) -> dict[str, dict[str, float]]:
    """The triage sets by language: too few rows in each for an interval worth printing."""
    pairs = [
        pair
        for rows, answers in judged.values()
        for pair in zip(rows, answers, strict=True)
        if UNLABELLED not in pair[0].targets[: len(HEADS)]
    ]
    return {
        language: _language([pair for pair in pairs if pair[0].language == language])
        for language in sorted({row.language for row, _ in pairs})
    }


def same_posts(judged: Judged) -> dict[str, float]:
    """Quadratic kappa of urgency on the translated posts, by language; "en" is their originals.

    A fold holds about two dozen of them in each language: one post is worth some hundredths.
    """
    rows, answers = judged["translated"]
    groups = {row.group for row in rows}
    pairs = [*zip(rows, answers, strict=True)]
    for name in (*_STREAM, "alarm words"):
        pairs += [
            (row, answer)
            for row, answer in zip(*judged[name], strict=True)
            if row.group in groups and row.language == "en"
        ]
    return {
        language: float(
            _language([pair for pair in pairs if pair[0].language == language])["urgency_kappa"]
        )
        for language in sorted({row.language for row, _ in pairs})
    }


def mean_of_languages(rows: list[Row], answers: list[Classification]) -> float:
    """Macro-F1 of sentiment in each language, averaged."""
    truth = np.array([row.targets[0] for row in rows])
    given = np.array([chosen("sentiment", one) for one in answers])
    spoken = np.array([row.language for row in rows])
    each = [
        metrics.macro_f1(truth[spoken == one], given[spoken == one], 3) for one in np.unique(spoken)
    ]
    return float(np.mean(each))


def complaints(rows: list[Row], answers: list[Classification]) -> float:
    """Macro-F1 of "is it a complaint?", read from the intent that the product gives."""
    truth = np.array([row.targets[_COMPLAINT] for row in rows])
    given = np.array([int(one.intent is Intent.COMPLAINT) for one in answers])
    return metrics.macro_f1(truth, given, 2)


def batch_flips(
    classifier: Classifier, rows: list[Row], answers: list[Classification]
) -> dict[str, int]:
    """How many urgency labels change when each post is judged alone."""
    alone = [classifier.classify([row.text])[0] for row in rows]
    flips = sum(one.urgency != other.urgency for one, other in zip(alone, answers, strict=True))
    return {"posts": len(rows), "flips": flips}


def _language(pairs: list[tuple[Row, Classification]]) -> dict[str, Any]:
    found: dict[str, Any] = {"rows": len(pairs)}
    for index, head in enumerate(HEADS):
        truth = np.array([row.targets[index] for row, _ in pairs])
        given = np.array([chosen(head, answer) for _, answer in pairs])
        found[head] = metrics.accuracy(truth, given)
        if head == "urgency":
            found["urgency_kappa"] = metrics.quadratic_kappa(truth, given, len(HEADS[head]))
    return found


def _urgency(answers: list[Classification]) -> NDArray[np.float64]:
    """The probabilities of urgency; an unread text is none for certain."""
    return np.array(
        [list(one.scores["urgency"].values()) if one.scores else [0, 0, 0, 1.0] for one in answers]
    )
