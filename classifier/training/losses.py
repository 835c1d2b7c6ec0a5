"""What a wrong answer costs: every task at once, masked where a set lacks its label."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from classifier.labels import HEADS, columns
from classifier.training.config import FineTune
from classifier.training.data import UNLABELLED
from classifier.training.tasks import TASKS
from domain.classification import Urgency

_RANKS = torch.tensor([Urgency(label).rank for label in HEADS["urgency"]])


class Losses:
    """The sum over the tasks, weighted; and the pull of the embedding towards the base's."""

    def __init__(self, tune: FineTune, targets: NDArray[np.int64], main: int) -> None:
        """Labels are weighted by how rare they are in the first `main` rows, if they have any."""
        self.tune = tune
        self.entropies = {
            task: nn.CrossEntropyLoss(
                weight=torch.from_numpy(_class_weights(targets[:, index], main, len(labels))),
                ignore_index=UNLABELLED,
                label_smoothing=tune.smoothing,
            )
            for index, (task, labels) in enumerate(TASKS.items())
        }

    def tasks(self, logits: torch.Tensor, targets: NDArray[np.int64]) -> torch.Tensor:
        """Cross-entropy of every task that has a label in the batch, and the order of urgency."""
        total = logits.new_zeros(())
        for index, (task, where) in enumerate(columns(TASKS)):
            wanted = torch.from_numpy(targets[:, index])
            known = wanted != UNLABELLED
            if not bool(known.any()):
                continue
            weight = self.tune.head_weights[task]
            total = total + weight * self.entropies[task](logits[:, where], wanted)
            if task == "urgency":
                distance = ordinal(logits[known][:, where], wanted[known])
                total = total + self.tune.ordinal * distance
        return total

    def embedding(self, vectors: torch.Tensor, anchors: NDArray[np.float32]) -> torch.Tensor:
        """How far the sentence vectors have left those of the base."""
        if not len(anchors):
            return vectors.new_zeros(())
        away = 1.0 - (vectors * torch.from_numpy(anchors)).sum(-1)
        return self.tune.embedding_weight * away.mean()


def ordinal(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """The squared distance of the cumulated probabilities (earth mover's), by rank of urgency.

    Two labels off costs more than one, as in the quadratic kappa that the head is measured by.
    """
    order = torch.argsort(_RANKS)
    cumulated = torch.softmax(logits, -1)[:, order].cumsum(-1)
    reached = torch.arange(len(order))[None, :] >= _RANKS[wanted][:, None]
    return (cumulated - reached.float()).pow(2).sum(-1).mean()


def _class_weights(wanted: NDArray[np.int64], main: int, count: int) -> NDArray[np.float32]:
    """The square root of the inverse frequency: rare labels count more, but not wildly so."""
    known = wanted[:main][wanted[:main] != UNLABELLED]
    counted = known if len(known) else wanted[wanted != UNLABELLED]
    counts = np.bincount(counted, minlength=count) + 1.0
    return np.asarray(np.sqrt(counts.mean() / counts), np.float32)
