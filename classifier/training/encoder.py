"""The encoder in torch, the batches that it is fed, and its features."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from classifier.text import PREFIX

_PADDING = 1
_END = 2


def tokenise(base: Path, texts: Sequence[str], max_tokens: int) -> list[list[int]]:
    """Token ids of each text, prefixed, cut at `max_tokens` with the end mark kept."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    encodings = tokenizer.encode_batch([PREFIX + text for text in texts])
    return [_cut(encoding.ids, max_tokens) for encoding in encodings]


def padded(ids: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids and attention mask, as wide as the longest."""
    width = max(map(len, ids))
    block = np.full((len(ids), width), _PADDING, np.int64)
    for line, one in zip(block, ids, strict=True):
        line[: len(one)] = one
    tensor = torch.from_numpy(block)
    return tensor, (tensor != _PADDING).long()


def mean_pool(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The mean over the tokens that are no padding."""
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weights).sum(1) / weights.sum(1)


def by_length(ids: Sequence[Sequence[int]], batch: int) -> Iterator[NDArray[np.int64]]:
    """Indices of batches of like length, shortest first."""
    order = np.argsort([len(one) for one in ids], kind="stable")
    yield from np.split(order, range(batch, len(order), batch))


def shuffled(
    ids: Sequence[Sequence[int]], batch: int, random: np.random.Generator
) -> list[NDArray[np.int64]]:
    """Batches of nearly like length, in random order."""
    noisy = np.array([len(one) for one in ids]) + random.uniform(0, 4, len(ids))
    batches = np.split(np.argsort(noisy), range(batch, len(ids), batch))
    random.shuffle(batches)
    return batches


@torch.no_grad()  # type: ignore[untyped-decorator]
def base_embeddings(base: Path, ids: list[list[int]], batch: int) -> NDArray[np.float32]:
    """Unit-length sentence vectors of the untouched encoder."""
    from transformers import BertModel

    encoder: Any = BertModel.from_pretrained(base, add_pooling_layer=False).eval()
    vectors = np.zeros((len(ids), encoder.config.hidden_size), np.float32)
    for chosen in by_length(ids, batch):
        tokens, mask = padded([ids[index] for index in chosen])
        hidden = encoder(input_ids=tokens, attention_mask=mask).last_hidden_state
        pooled = mean_pool(hidden, mask)
        vectors[chosen] = torch.nn.functional.normalize(pooled, dim=-1).numpy()
    return vectors


def _cut(ids: list[int], max_tokens: int) -> list[int]:
    return ids if len(ids) <= max_tokens else [*ids[: max_tokens - 1], _END]
