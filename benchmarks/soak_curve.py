"""What a long run looked like, slice by slice, and whether anything grew."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.inbox_measures import p95

MEMORY_MAY_GROW, WAIT_MAY_GROW = 1.1, 1.5
"""Of the last third against the one before it; waits are a network's outages, which vary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at the running installation, so many real seconds after its start."""

    at: float
    memory_mb: int
    inbox_ms: float
    waiting: int
    open_cases: int
    file_mb: float


@dataclass(frozen=True, slots=True)
class Waited:
    """A post that became visible so many real seconds after the start, and how long it waited."""

    at: float
    seconds: float


def curve(
    looks: Sequence[Look], waits: Sequence[Waited], *, seconds: float, slices: int
) -> list[dict[str, Any]]:
    """Equal slices of the run; one that was never looked at is left out."""
    length = seconds / slices
    rows = []
    for place in range(slices):
        begin, end = place * length, (place + 1) * length
        seen = [look for look in looks if begin <= look.at < end]
        waited = [one.seconds for one in waits if begin <= one.at < end]
        if seen and waited:
            rows.append({"until_minute": round(end / 60, 1)} | _figures(seen, waited))
    return rows


def _figures(seen: Sequence[Look], waited: list[float]) -> dict[str, Any]:
    return {
        "memory_mb": round(statistics.median(look.memory_mb for look in seen)),
        "posts": len(waited),
        "wait_p50_s": round(statistics.median(waited), 1),
        "wait_p95_s": round(p95(waited), 1),
        "inbox_p95_ms": round(p95([look.inbox_ms for look in seen]), 1),
        "waiting": max(look.waiting for look in seen),
        "open_cases": seen[-1].open_cases,
        "file_mb": round(seen[-1].file_mb),
    }


def grown(rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The last third of the run as a multiple of the middle one; the first is for warming up."""
    third = len(rows) // 3
    middle, last = rows[third : 2 * third], rows[-third:]
    return {
        name: round(_middle(last, name) / _middle(middle, name), 3)
        for name in ("memory_mb", "wait_p50_s", "wait_p95_s", "inbox_p95_ms")
    }


def _middle(rows: Sequence[Mapping[str, Any]], name: str) -> float:
    return statistics.median(float(row[name]) for row in rows)


def flat(growth: Mapping[str, float]) -> bool:
    """Neither the worker's memory nor how long a post waits has grown."""
    return growth["memory_mb"] <= MEMORY_MAY_GROW and growth["wait_p95_s"] <= WAIT_MAY_GROW
