"""Sentence vectors, stored small and compared in bulk."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]


def pack(vector: Sequence[float]) -> bytes:
    """Half precision: 768 bytes for 384 numbers; a cosine changes by less than 0.001."""
    return np.asarray(vector, dtype=np.float16).tobytes()


def unpack(rows: Sequence[bytes]) -> Matrix:
    """One row each, of unit length; a vector that is missing or of another length becomes zeros."""
    size = max((len(row) for row in rows), default=0)
    found = np.zeros((len(rows), size // 2), dtype=np.float32)
    for index, row in enumerate(rows):
        if row and len(row) == size:
            found[index] = np.frombuffer(row, dtype=np.float16)
    length = np.linalg.norm(found, axis=1, keepdims=True)
    return np.divide(found, np.where(length == 0, 1.0, length), dtype=np.float32)


def alike(rows: Sequence[bytes], least: float) -> list[tuple[int, int]]:
    """The pairs of rows whose cosine is at least this."""
    vectors = unpack(rows)
    above = np.argwhere(np.triu(vectors @ vectors.T, 1) >= least)
    return [(int(one), int(other)) for one, other in above]


def to_mean_and_nearest(row: bytes, members: Sequence[bytes]) -> tuple[float, float]:
    """The cosines of a vector to the mean of others and to the nearest of them."""
    if not row or not members:
        return 0.0, 0.0
    vectors = unpack([row, *members])
    mean = vectors[1:].mean(axis=0)
    length = float(np.linalg.norm(mean)) or 1.0
    return float(vectors[0] @ mean) / length, float((vectors[1:] @ vectors[0]).max())


def to_each(vector: Sequence[float] | bytes, rows: Matrix) -> list[float]:
    """The cosines of one vector to each row of unpacked ones; zeros where their lengths differ."""
    one = unpack([vector])[0] if isinstance(vector, bytes) else np.asarray(vector, np.float32)
    if not len(rows) or one.shape != rows.shape[1:]:
        return [0.0] * len(rows)
    found: list[float] = (rows @ one).tolist()
    return found


def greatest(values: Sequence[float], first: Sequence[int]) -> list[float]:
    """The greatest of each run of values; `first` says where each run begins."""
    found: list[float] = np.maximum.reduceat(np.asarray(values, np.float64), first).tolist()
    return found
