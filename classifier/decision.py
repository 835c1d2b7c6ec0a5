"""From logits to probabilities, from probabilities to labels, and when to leave it to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.labels import HEADS, columns
from domain.classification import Urgency

Probabilities = dict[str, NDArray[np.float64]]
"""Per head one row per text and one column per label."""

_CRITICAL = HEADS["urgency"].index(Urgency.CRITICAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a person may tune: `config.json` beside the model holds it."""

    missed_critical_cost: float  # one missed critical post costs as much as so many false alarms
    abstain_below: float  # the least certainty of intent and urgency at which we still decide

    @property
    def critical_from(self) -> float:
        """The probability from which an alarm costs less than silence."""
        return 1.0 / (1.0 + self.missed_critical_cost)


def probabilities(logits: NDArray[np.float32], temperatures: Mapping[str, float]) -> Probabilities:
    """Calibrated, each head's row summing to one."""
    return {head: softmax(logits[:, where] / temperatures[head]) for head, where in columns(HEADS)}


def decide(scores: Probabilities, policy: Policy) -> dict[str, NDArray[np.int64]]:
    """The label of each head: the likeliest, but critical as soon as an alarm is worth it."""
    chosen = {head: table.argmax(1) for head, table in scores.items()}
    alarm = scores["urgency"][:, _CRITICAL] >= policy.critical_from
    rest = scores["urgency"].copy()
    rest[:, _CRITICAL] = -1.0
    chosen["urgency"] = np.where(alarm, _CRITICAL, rest.argmax(1))
    return chosen


def certainty(scores: Probabilities) -> NDArray[np.float64]:
    """How sure we are of what orders the inbox: the lesser of intent and urgency."""
    least: NDArray[np.float64] = np.minimum(scores["intent"].max(1), scores["urgency"].max(1))
    return least


def merge_windows(windows: Probabilities, first: NDArray[np.int64]) -> Probabilities:
    """One row per text from one row per window; `first` says where each text's windows begin.

    Heads are averaged, but urgency comes from the most alarming window: a long post may bury it.
    """
    counts = np.diff(np.append(first, len(windows["urgency"])))[:, None]
    merged = {head: np.add.reduceat(table, first) / counts for head, table in windows.items()}
    alarm = windows["urgency"] @ np.array([Urgency(label).rank for label in HEADS["urgency"]])
    owner = np.repeat(np.arange(len(first)), counts[:, 0])
    worst = np.lexsort((-alarm, owner))[first]
    merged["urgency"] = windows["urgency"][worst]
    return merged


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    """Rows that sum to one."""
    shifted = logits.astype(np.float64)
    powers = np.exp(shifted - shifted.max(1, keepdims=True))
    rows: NDArray[np.float64] = powers / powers.sum(1, keepdims=True)
    return rows
