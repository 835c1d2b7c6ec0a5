"""Token ids into model inputs: windows over long texts, batches of like length, padding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Ids = Sequence[int]

PADDING = 1
_BATCH = 32
_BATCH_TOKENS = 2_048


def windows(ids: Ids, opening: int, size: int, limit: int) -> list[Ids]:
    """The text itself, or evenly spaced windows of `size` ids over it, `limit` at most.

    The first `opening` ids and the last one (start mark and prefix, end mark) are part of every
    window. The first window holds the beginning and the last the end; where `limit` of them cannot
    cover the text, the gaps lie between.
    """
    if len(ids) <= size:
        return [ids]
    body, room = ids[opening:-1], size - opening - 1
    count = min(limit, -(-len(body) // room))
    starts = np.linspace(0, len(body) - room, count).astype(int)
    return [[*ids[:opening], *body[start : start + room], ids[-1]] for start in starts]


def batches(lines: Sequence[Ids]) -> Iterator[list[int]]:
    """Indices into `lines`, shortest first, so that little is spent on padding."""
    batch: list[int] = []
    for index in sorted(range(len(lines)), key=lambda index: len(lines[index])):
        if len(batch) == _BATCH or (len(batch) + 1) * len(lines[index]) > _BATCH_TOKENS:
            if batch:
                yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def padded(lines: Sequence[Ids]) -> dict[str, NDArray[np.int64]]:
    """What the model takes, as wide as the longest line."""
    block = np.full((len(lines), max(map(len, lines))), PADDING, np.int64)
    for row, ids in zip(block, lines, strict=True):
        row[: len(ids)] = ids
    return {"input_ids": block, "attention_mask": (block != PADDING).astype(np.int64)}
