"""The agenda: what will happen on the scenario clock, in order."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

Action = Callable[[float], object]
"""What happens; it is told the moment at which it was due."""


@dataclass(slots=True, order=True)
class Entry:
    """One thing to come; equal moments keep the order in which they were planned."""

    at: float
    number: int
    action: Action = field(compare=False)
    reaction: bool = field(compare=False, default=False)


class Agenda:
    """A queue by moment."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._number = 0
        self.reactions_pending = 0

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, at: float, action: Action, *, reaction: bool = False) -> None:
        self._number += 1
        self.reactions_pending += reaction
        heapq.heappush(self._entries, Entry(at, self._number, action, reaction))

    def run_until(self, now: float) -> None:
        """Do what is due, and what that brings about, as long as it is due too."""
        while self._entries and self._entries[0].at <= now:
            entry = heapq.heappop(self._entries)
            self.reactions_pending -= entry.reaction
            entry.action(entry.at)
