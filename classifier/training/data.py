"""Labelled rows, read from the sets that the configuration names."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.text import normalise
from classifier.training.tasks import TASKS

UNLABELLED = -100
"""Torch's own sign for a target that adds nothing to the loss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """One file and what may be learned from it."""

    file: str
    heads: tuple[str, ...]
    licence: str
    permissive: bool
    natural: bool  # drawn as posts come in, so that its label frequencies mean something
    limit: int | None = None
    auxiliary: bool = False  # seen in part, for what its labels teach the other heads


@dataclass(frozen=True, slots=True, kw_only=True)
class TestSet:
    """One file to measure on; of a file that is also learned from, only the held-out fold."""

    name: str
    file: str
    heads: tuple[str, ...]
    held_out_fold_only: bool
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One post; `group` is shared by a post and its translations."""

    group: str
    text: str
    language: str
    source: str
    natural: bool
    targets: tuple[int, ...]  # one per task, in the order of TASKS
    auxiliary: bool = False


def read_json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a `.jsonl` or `.jsonl.gz` file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def load(folder: Path, sets: tuple[DataSet, ...], seed: int) -> list[Row]:
    """All rows to learn from, in a fixed order."""
    rows: list[Row] = []
    for one in sets:
        found = _rows(folder, one.file, one.heads, one.natural, auxiliary=one.auxiliary)
        rows += _sample(found, one.limit, seed)
    return rows


def load_test(folder: Path, one: TestSet, hold_out: int, count: int, seed: int) -> list[Row]:
    """The rows of one test set, none of which was learned from."""
    rows = _rows(folder, one.file, one.heads, natural=True)
    if one.held_out_fold_only:
        kept = folds(rows, count) == hold_out
        rows = [row for row, keep in zip(rows, kept.tolist(), strict=True) if keep]
    return _sample(rows, one.limit, seed)


def targets(rows: list[Row]) -> NDArray[np.int64]:
    """One line per row, one column per task."""
    return np.array([row.targets for row in rows], np.int64)


def folds(rows: list[Row], count: int) -> NDArray[np.int64]:
    """Which fold each row belongs to; the same for a post and its translations, for ever."""
    digests = [hashlib.sha256(row.group.encode()).digest() for row in rows]
    return np.array([int.from_bytes(digest[:4], "big") % count for digest in digests], np.int64)


def _rows(
    folder: Path, file: str, heads: tuple[str, ...], natural: bool, *, auxiliary: bool = False
) -> list[Row]:
    source = file.removesuffix(".gz").removesuffix(".jsonl")
    return [
        Row(
            group=str(raw["id"]) if "id" in raw else f"{source}-{number}",
            text=normalise(raw["text"]),
            language=raw.get("lang", "en"),
            source=source,
            natural=natural,
            targets=tuple(_target(raw, task, heads) for task in TASKS),
            auxiliary=auxiliary,
        )
        for number, raw in enumerate(read_json_lines(folder / file))
    ]


def _target(raw: dict[str, Any], task: str, labelled: tuple[str, ...]) -> int:
    if task not in labelled or raw[task] is None:
        return UNLABELLED
    return TASKS[task].index(str(raw[task]).lower())


def _sample(rows: list[Row], limit: int | None, seed: int) -> list[Row]:
    if limit is None or limit >= len(rows):
        return rows
    kept = np.random.default_rng(seed).permutation(len(rows))[:limit]
    return [rows[index] for index in sorted(kept)]
