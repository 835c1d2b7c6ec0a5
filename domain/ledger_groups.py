"""The ledger's posts by how old they are and by the hour of the day at which they were written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from domain.ledger import PENDING, Reason
from domain.pulse import begin_of
from domain.share import Share

Key = TypeVar("Key")
HOURS = 24


class Age(StrEnum):
    """How long ago a post was written."""

    HOUR = "under_an_hour"
    MORNING = "one_to_four_hours"
    DAY = "four_hours_to_a_day"
    DAYS = "one_to_three_days"
    WEEK = "three_days_to_a_week"
    OLDER = "a_week_and_more"


_YOUNGER_THAN = (
    (dt.timedelta(hours=1), Age.HOUR),
    (dt.timedelta(hours=4), Age.MORNING),
    (dt.timedelta(days=1), Age.DAY),
    (dt.timedelta(days=3), Age.DAYS),
    (dt.timedelta(days=7), Age.WEEK),
)


def age_of(span: dt.timedelta) -> Age:
    """Where an age belongs."""
    return next((age for limit, age in _YOUNGER_THAN if span < limit), Age.OLDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """So many posts that needed an answer; what is neither pending nor ignored is settled."""

    needed: int = 0
    pending: int = 0
    ignored: int = 0

    @property
    def settled(self) -> int:
        return self.needed - self.pending - self.ignored

    @property
    def share(self) -> Share:
        """Of those that needed an answer, the ignored."""
        return Share(part=self.ignored, whole=self.needed)

    def __add__(self, other: Group) -> Group:
        return Group(
            needed=self.needed + other.needed,
            pending=self.pending + other.pending,
            ignored=self.ignored + other.ignored,
        )


def groups(needed: Mapping[Key, int], left: Iterable[tuple[Key, Reason, int]]) -> dict[Key, Group]:
    """Put together what needed an answer and, for those that are left, why."""
    found = {key: Group(needed=number) for key, number in needed.items()}
    for key, why, number in left:
        part = Group(pending=number) if why in PENDING else Group(ignored=number)
        found[key] = found.get(key, Group()) + part
    return found


def by_age(slots: Mapping[int, Group], now: dt.datetime) -> dict[Age, Group]:
    """The youngest first; an age without a post is there, too."""
    found = _by(slots, lambda slot: age_of(now - begin_of(slot)))
    return {age: found.get(age, Group()) for age in Age}


def by_hour(slots: Mapping[int, Group], zone: dt.tzinfo) -> dict[int, Group]:
    """By the hour on the clocks of a time zone, 0 to 23."""
    found = _by(slots, lambda slot: begin_of(slot).astimezone(zone).hour)
    return {hour: found.get(hour, Group()) for hour in range(HOURS)}


def _by(slots: Mapping[int, Group], name: Callable[[int], Any]) -> dict[Any, Group]:
    found: dict[Any, Group] = {}
    for slot, group in slots.items():
        found[name(slot)] = found.get(name(slot), Group()) + group
    return found
