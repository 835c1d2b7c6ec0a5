"""A page of a network's list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The items as the network sent them; `place` is where the next page begins."""

    items: tuple[Any, ...]
    place: str | None
