"""Who gets a case: rules choose the team, turns choose the person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRule:
    """Cases that fulfil all of it go to the team; an empty condition asks for nothing."""

    team: str
    topics: frozenset[str] = frozenset()
    platforms: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A colleague as far as giving out work goes; `held` is how many open cases are theirs now."""

    id: int
    capacity: int
    held: int = 0
    turn: int = 0
    languages: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    away_until: dt.datetime | None = None


def team_for(
    rules: Sequence[RoutingRule], *, topic: str, platform: str, language: str | None
) -> str | None:
    """The team of the first rule that the case fulfils."""
    for rule in rules:
        asked = ((rule.topics, topic), (rule.platforms, platform), (rule.languages, language))
        if all(not allowed or value in allowed for allowed, value in asked):
            return rule.team
    return None


def is_away(until: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether somebody who is away until then is away now."""
    return until is not None and until > now


def has_room(person: Person, now: dt.datetime) -> bool:
    """Whether somebody is there and can take one case more."""
    return not is_away(person.away_until, now) and person.held < person.capacity


def can_do(person: Person, *, topic: str, language: str | None) -> bool:
    """Whether somebody speaks its language and knows its topic; who says nothing can do all."""
    return (language is None or not person.languages or language in person.languages) and (
        topic == "other" or not person.skills or topic in person.skills
    )


def choose(
    people: Sequence[Person], *, topic: str, language: str | None, now: dt.datetime
) -> int | None:
    """Whose turn it is among those who are there, can do it and have room; None where nobody is.

    Who was given a case the longest ago is next. A case whose language is not known, and one about
    nothing in particular, can be done by everybody.
    """
    able = [
        person
        for person in people
        if has_room(person, now) and can_do(person, topic=topic, language=language)
    ]
    return min(able, key=lambda person: (person.turn, person.id)).id if able else None
