"""The sentence embedding of a fine-tuned encoder, fitted to that of its base in one step.

Fine-tuning bends the last layer towards the heads, and the pull of the training loss is too weak to
keep the order of neighbours. A ridge regression from three layers to the base's embedding, its mean
taken off, brings it back: the common direction of all texts says nothing about any of them.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from classifier.training.encoder import by_length, padded
from classifier.training.network import Network

_STIFFNESS = 1e-3


@torch.no_grad()  # type: ignore[untyped-decorator]
def refit(network: Network, ids: list[list[int]], anchors: NDArray[np.float32], batch: int) -> None:
    """Replaces the projection by the one that is closest to `anchors` without their mean."""
    network.eval()
    inputs = np.zeros((len(ids), network.projection.in_features))
    for chosen in by_length(ids, batch):
        pooled = network.pooled(*padded([ids[index] for index in chosen]))
        inputs[chosen] = torch.cat(pooled, -1).numpy()
    weight, offset = _ridge(inputs, anchors - anchors.mean(0))
    network.projection.weight.copy_(torch.from_numpy(weight.T))
    network.projection.bias.copy_(torch.from_numpy(offset))


def _ridge(
    inputs: NDArray[np.float64], wanted: NDArray[np.float32]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    centre = inputs.mean(0)
    moved = inputs - centre
    products = moved.T @ moved
    products += _STIFFNESS * np.trace(products) / len(products) * np.eye(len(products))
    weight = np.linalg.solve(products, moved.T @ wanted)
    return weight, -centre @ weight
