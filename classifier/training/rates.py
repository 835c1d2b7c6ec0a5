"""How fast each weight learns."""

from __future__ import annotations

import re

import torch
from torch import nn

from classifier.training.config import FineTune
from classifier.training.network import Network

_LAYER = re.compile(r"encoder\.layer\.(\d+)\.")
_HEADS = ("heads.", "auxiliary.")


def optimiser(network: Network, tune: FineTune) -> torch.optim.AdamW:
    """AdamW; lower layers learn more slowly, heads fast, word embeddings not at all.

    Frozen words keep the neighbours of languages with little data.
    """
    network.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    groups = [
        _group(name, weight, tune, network.encoder.config.num_hidden_layers)
        for name, weight in network.named_parameters()
        if weight.requires_grad
    ]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6)


def share(step: int, steps: int, warm_up: float) -> float:
    """Of the full rate: a linear rise, then a linear fall to nothing."""
    rise = max(1, int(warm_up * steps))
    return (step + 1) / rise if step < rise else max(0.0, (steps - step) / max(1, steps - rise))


def _group(name: str, weight: nn.Parameter, tune: FineTune, layers: int) -> dict[str, object]:
    if name.startswith(_HEADS):
        return {"params": [weight], "lr": tune.head_rate, "weight_decay": 0.0}
    return {
        "params": [weight],
        "lr": tune.rate * tune.layer_decay ** _below_the_top(name, layers),
        "weight_decay": tune.weight_decay if weight.ndim > 1 else 0.0,
    }


def _below_the_top(name: str, layers: int) -> int:
    found = _LAYER.search(name)
    if found:
        return layers - 1 - int(found[1])
    return layers if "embeddings" in name else 0
