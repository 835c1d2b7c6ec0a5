"""A running mean of the weights: steadier than the weights of the last step."""

from __future__ import annotations

import torch
from torch import nn


class Average:
    """Follows a network; `put_into` makes the mean the network's own."""

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.decay, self.steps = decay, 0
        self.mean = {name: weight.detach().clone() for name, weight in _learned(network)}

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def follow(self, network: nn.Module) -> None:
        """After each step; the first steps count more, so that the start is soon forgotten."""
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        for name, weight in _learned(network):
            self.mean[name].mul_(decay).add_(weight, alpha=1 - decay)

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def put_into(self, network: nn.Module) -> None:
        """Replace what was learned last by the mean."""
        for name, weight in _learned(network):
            weight.copy_(self.mean[name])


def _learned(network: nn.Module) -> list[tuple[str, torch.Tensor]]:
    return [(name, one) for name, one in network.named_parameters() if one.requires_grad]
