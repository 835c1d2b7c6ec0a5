"""How good a classifier is on labelled posts: what `listenpost evaluate` prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from classifier import metrics
from classifier.base import Classifier
from classifier.labels import HEADS
from classifier.metrics import Indices
from domain.classification import Classification, Urgency
from domain.errors import BadInput

Row = Mapping[str, Any]

_URGENCY = HEADS["urgency"]
_CRITICAL = _URGENCY.index(Urgency.CRITICAL)
_NONE = _URGENCY.index(Urgency.NONE)


def evaluate(rows: Iterable[Row], classifier: Classifier) -> dict[str, Any]:
    """Figures per head; a head that no row labels is left out.

    A row has "text", any of the five labels (spelled out; "private" true or false) and, if known,
    "lang". Raises BadInput for a row without text or with an unknown label.
    """
    kept = list(rows)
    answers = classifier.classify([_text(row, number) for number, row in enumerate(kept, 1)])
    report: dict[str, Any] = {"model": classifier.version, "rows": len(kept)}
    report["abstained_share"] = float(np.mean([one.abstained for one in answers])) if kept else 0.0
    for head in HEADS:
        labelled = [index for index, row in enumerate(kept) if row.get(head) is not None]
        if labelled:
            report[head] = _head(head, [kept[i] for i in labelled], [answers[i] for i in labelled])
    return report


def _head(head: str, rows: list[Row], answers: list[Classification]) -> dict[str, Any]:
    labels = HEADS[head]
    truth = np.array([_index(head, row[head]) for row in rows], np.int64)
    chosen = np.array([_index(head, getattr(one, head)) for one in answers], np.int64)
    report: dict[str, Any] = {
        "rows": len(rows),
        **figures(head, truth, chosen),
        **_calibration(head, truth, answers),
        "by_label": dict(zip(labels, metrics.per_label(truth, chosen, len(labels)), strict=True)),
        "by_language": _by_language(head, rows, truth, chosen),
    }
    return report


def figures(head: str, truth: Indices, chosen: Indices) -> dict[str, float]:
    """The figures that need only labels."""
    found = {
        "macro_f1": metrics.macro_f1(truth, chosen, len(HEADS[head])),
        "accuracy": metrics.accuracy(truth, chosen),
    }
    return found | _urgency(truth, chosen) if head == "urgency" else found


def _urgency(truth: Indices, chosen: Indices) -> dict[str, float]:
    critical = truth == _CRITICAL
    alarms = chosen == _CRITICAL
    owed = metrics.per_label(
        (truth != _NONE).astype(np.int64), (chosen != _NONE).astype(np.int64), 2
    )
    return {
        "qwk": metrics.quadratic_kappa(truth, chosen, len(_URGENCY)),
        "critical_recall": float(alarms[critical].mean()) if critical.any() else 0.0,
        "alert_rate": float(alarms.mean()),
        "needs_answer_f1": owed[1]["f1"],
    }


def _calibration(head: str, truth: Indices, answers: list[Classification]) -> dict[str, float]:
    """Over the texts that could be read."""
    scored = [index for index, one in enumerate(answers) if one.scores]
    if not scored:
        return {"ece": 0.0, "brier": 0.0}
    table = np.array([[answers[i].scores[head][label] for label in HEADS[head]] for i in scored])
    return {
        "ece": metrics.calibration_error(table, truth[scored]),
        "brier": metrics.brier(table, truth[scored]),
    }


def _by_language(
    head: str, rows: Sequence[Row], truth: Indices, chosen: Indices
) -> dict[str, dict[str, float]]:
    spoken = np.array([str(row.get("lang") or row.get("language") or "unknown") for row in rows])
    return {
        str(language): {
            "rows": int((spoken == language).sum()),
            **figures(head, truth[spoken == language], chosen[spoken == language]),
        }
        for language in np.unique(spoken)
    }


def _index(head: str, label: object) -> int:
    spelled = str(label).lower() if isinstance(label, bool) else str(label)
    try:
        return HEADS[head].index(spelled)
    except ValueError:
        known = ", ".join(HEADS[head])
        raise BadInput(f"{spelled!r} is no label of {head}; there are: {known}.") from None


def _text(row: Row, number: int) -> str:
    text = row.get("text")
    if not isinstance(text, str):
        raise BadInput(f'Row {number} has no "text".')
    return text
