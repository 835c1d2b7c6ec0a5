"""Calendar days as stretches of slots: all days of a stretch are equally long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days from `first` on, each `length` slots long, from slot `since` to before `until`."""

    since: int
    until: int
    length: int
    first: int

    def day_of(self, slot: int) -> int:
        """The number of the day that holds a slot of this stretch."""
        return (slot - self.since) // self.length + self.first


def stretches(begins: Sequence[int]) -> tuple[Stretch, ...]:
    """What lies between these slots, days with which clocks change apart from the others.

    The last one is where the last day ends.
    """
    found: list[Stretch] = []
    for day, (since, until) in enumerate(pairwise(begins)):
        length = until - since
        if found and found[-1].length == length:
            found[-1] = replace(found[-1], until=until)
        else:
            found.append(Stretch(since=since, until=until, length=length, first=day))
    return tuple(found)
