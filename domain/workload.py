"""What people and teams have to do at this moment, against what they can take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

NO_TEAM = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Open cases that somebody holds, by team; with a capacity of 0 nobody is given any by itself.

    `teams` are those that the person is in.
    """

    name: str
    capacity: int
    by_team: Mapping[str, int] = field(default_factory=dict)
    teams: tuple[str, ...] = ()
    away: bool = False

    @property
    def held(self) -> int:
        return sum(self.by_team.values())

    @property
    def free(self) -> int:
        """How many more can be given; nobody who is away is given any."""
        return 0 if self.away else max(0, self.capacity - self.held)

    @property
    def full(self) -> bool:
        """Holds as many as can be given, or more."""
        return self.capacity > 0 and self.held >= self.capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLoad:
    """A team's open cases: held by somebody, or waiting for anybody; "" are those of no team.

    `free` are the places of its people who are not away. Who is in two teams counts in both.
    """

    name: str
    waiting: int
    held: int
    free: int
    people: int

    @property
    def short(self) -> int:
        """So many more wait than can be given out."""
        return max(0, self.waiting - self.free)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """Everybody who can be given a case or holds one, the fullest first; and the teams."""

    people: tuple[Load, ...]
    teams: tuple[TeamLoad, ...]


def workload(
    people: Iterable[Load], waiting: Mapping[str, int], teams: Iterable[str] = ()
) -> Workload:
    """Put together who holds what and what waits, by team; with `teams`, of these only."""
    known, asked = tuple(people), tuple(teams)
    there = [one for one in known if one.held or one.capacity]
    shown = [one for one in there if not asked or set(asked) & {*one.teams, *one.by_team}]
    names = asked or dict.fromkeys([*waiting, *(name for one in known for name in one.teams)])
    found = [_team(name, known, waiting.get(name, 0)) for name in names]
    busy = [one for one in found if one.waiting or one.held or one.people]
    return Workload(
        people=tuple(sorted(shown, key=lambda one: (one.free, -one.held, one.name))),
        teams=tuple(
            sorted(busy, key=lambda one: (-one.short, -one.waiting, not one.name, one.name))
        ),
    )


def _team(name: str, people: tuple[Load, ...], waiting: int) -> TeamLoad:
    members = [one for one in people if name in one.teams]
    return TeamLoad(
        name=name,
        waiting=waiting,
        held=sum(one.by_team.get(name, 0) for one in people),
        free=sum(one.free for one in members),
        people=sum(not one.away for one in members),
    )
