"""The network: one encoder, five heads, and the sentence embedding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import BertConfig, BertModel

from classifier.labels import HEADS
from classifier.training.encoder import mean_pool
from classifier.training.tasks import AUXILIARY

WIDTH = sum(map(len, HEADS.values()))
AUXILIARY_WIDTH = sum(map(len, AUXILIARY.values()))


class Network(nn.Module):  # type: ignore[misc]
    """Logits of all heads side by side, and the unit-length sentence vector.

    Both read means over the tokens: the heads that of the last layer, the embedding those of three
    layers, since the last one forgets what the heads have no use for. `dense` and `projection`
    start as the identity, so that an untrained network embeds as its base does.
    """

    def __init__(self, base: Path, dropout: float = 0.0) -> None:
        super().__init__()
        config = BertConfig.from_pretrained(base)
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = dropout
        self.encoder: Any = BertModel.from_pretrained(base, config=config, add_pooling_layer=False)
        self.dense = _identity(config.hidden_size)
        depth = config.num_hidden_layers
        self.read = (depth // 3, 2 * depth // 3, depth)
        self.projection = nn.Linear(len(self.read) * config.hidden_size, config.hidden_size)
        self.heads = nn.Linear(config.hidden_size, WIDTH)
        self.auxiliary = nn.Linear(config.hidden_size, AUXILIARY_WIDTH)
        self.dropout = nn.Dropout(dropout)
        for linear in (self.heads, self.auxiliary):
            nn.init.normal_(linear.weight, std=0.02)
            nn.init.zeros_(linear.bias)
        nn.init.zeros_(self.projection.weight)
        nn.init.zeros_(self.projection.bias)
        nn.init.eye_(self.projection.weight[:, -config.hidden_size :])

    def forward(
        self, tokens: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The training pass; `Exported` writes the same out in plain operations."""
        return self.read_out(self.pooled(tokens, mask))

    def pooled(self, tokens: torch.Tensor, mask: torch.Tensor) -> list[torch.Tensor]:
        """The mean over the tokens of each layer that is read."""
        states = self.encoder(
            input_ids=tokens, attention_mask=mask, output_hidden_states=True
        ).hidden_states
        return [mean_pool(states[layer], mask) for layer in self.read]

    def all_tasks(
        self, tokens: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """As `forward`, with the logits of the auxiliary tasks behind those of the heads."""
        pooled = self.pooled(tokens, mask)
        logits, embedding = self.read_out(pooled)
        features = self.dropout(torch.tanh(self.dense(pooled[-1])))
        return torch.cat([logits, self.auxiliary(features)], -1), embedding

    def read_out(self, pooled: list[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits and embedding from the pooled states."""
        features = torch.tanh(self.dense(pooled[-1]))
        embedding = nn.functional.normalize(self.projection(torch.cat(pooled, -1)), dim=-1)
        return self.heads(self.dropout(features)), embedding


class FrozenNetwork(Network):
    """Linear heads on the untouched base: they read the embedding itself."""

    def read_out(self, pooled: list[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits and embedding from the pooled states."""
        embedding = nn.functional.normalize(pooled[-1], dim=-1)
        return self.heads(embedding), embedding


class Exported(nn.Module):  # type: ignore[misc]
    """The forward pass in plain operations, which trace to a small clean graph."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, tokens: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The same figures as `Network.forward` without dropout."""
        encoder = self.network.encoder
        state = _embedded(encoder.embeddings, tokens)
        bias = (1.0 - mask.unsqueeze(1).unsqueeze(2).to(state.dtype)) * -10000.0
        states = [state]
        for layer in encoder.encoder.layer:
            states.append(_layer(layer, states[-1], bias, encoder.config.num_attention_heads))
        return self.network.read_out([mean_pool(states[at], mask) for at in self.network.read])


def _identity(size: int) -> nn.Linear:
    layer = nn.Linear(size, size)
    nn.init.eye_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


def _embedded(embeddings: Any, tokens: torch.Tensor) -> torch.Tensor:
    places = embeddings.position_embeddings.weight[: tokens.shape[1]].unsqueeze(0)
    kinds = embeddings.token_type_embeddings.weight[0]
    return embeddings.LayerNorm(embeddings.word_embeddings(tokens) + places + kinds)


def _layer(layer: Any, state: torch.Tensor, bias: torch.Tensor, count: int) -> torch.Tensor:
    heads = layer.attention.self
    query, key, value = (
        _split(project(state), count) for project in (heads.query, heads.key, heads.value)
    )
    weights = query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5 + bias
    mixed = (torch.softmax(weights, -1) @ value).transpose(1, 2).reshape(state.shape)
    state = layer.attention.output.LayerNorm(layer.attention.output.dense(mixed) + state)
    inner = nn.functional.gelu(layer.intermediate.dense(state))
    return layer.output.LayerNorm(layer.output.dense(inner) + state)


def _split(state: torch.Tensor, count: int) -> torch.Tensor:
    size, length, width = state.shape
    return state.view(size, length, count, width // count).transpose(1, 2)
