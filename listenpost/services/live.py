"""A mapping that is read like any other while what stands in it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Live(Mapping[K, V]):
    """What is fixed comes first and wins; what is put beside it is exchanged as a whole.

    Whoever walks it while it is exchanged goes on in what was there when he began.
    """

    def __init__(self, fixed: Mapping[K, V] | None = None) -> None:
        self._fixed = dict(fixed or {})
        self._found = self._fixed

    def put(self, beside: Mapping[K, V]) -> None:
        """From now on this stands beside what is fixed, and nothing of what was put before."""
        added = {name: one for name, one in beside.items() if name not in self._fixed}
        self._found = {**self._fixed, **added}

    def __getitem__(self, name: K) -> V:
        return self._found[name]

    def __iter__(self) -> Iterator[K]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
