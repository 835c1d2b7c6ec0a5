"""Whose turn it is: never the absent, the full or the unable, and nobody is passed over."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.assignment import Person, RoutingRule, choose, team_for
from domain.classification import Topic
from tests.domain.builders import HOUR, NOW

LANGUAGES = ("de", "en", "pt")
people = st.lists(
    st.builds(
        Person,
        id=st.integers(1, 9),
        capacity=st.integers(0, 3),
        held=st.integers(0, 3),
        turn=st.integers(0, 5),
        languages=st.frozensets(st.sampled_from(LANGUAGES)),
        skills=st.frozensets(st.sampled_from([topic.value for topic in Topic])),
        away_until=st.sampled_from([None, NOW - HOUR, NOW, NOW + HOUR]),
    ),
    unique_by=lambda person: person.id,
)
RULES = (
    RoutingRule(team="Bills", topics=frozenset({"billing", "refund"})),
    RoutingRule(team="Berlin", languages=frozenset({"de"}), platforms=frozenset({"x"})),
    RoutingRule(team="All"),
)


@given(
    people, st.sampled_from([topic.value for topic in Topic]), st.sampled_from((None, *LANGUAGES))
)
def test_who_is_chosen_is_there_can_do_it_has_room_and_is_next(
    staff: list[Person], topic: str, language: str | None
) -> None:
    chosen = choose(staff, topic=topic, language=language, now=NOW)

    def fits(person: Person) -> bool:
        return (
            (person.away_until is None or person.away_until <= NOW)
            and person.held < person.capacity
            and (not person.languages or language in person.languages or language is None)
            and (not person.skills or topic in person.skills or topic == "other")
        )

    able = [person for person in staff if fits(person)]
    assert (chosen is None) == (not able)
    if able:
        assert min((person.turn, person.id) for person in able)[1] == chosen


def test_turns_go_round_and_capacity_ends_them() -> None:
    staff = {number: Person(id=number, capacity=2) for number in (1, 2, 3)}
    given_to = []
    for turn in range(1, 9):
        chosen = choose(list(staff.values()), topic="order", language="en", now=NOW)
        given_to.append(chosen)
        if chosen:
            held = staff[chosen].held + 1
            staff[chosen] = replace(staff[chosen], turn=turn, held=held)
    assert given_to == [1, 2, 3, 1, 2, 3, None, None]
    assert Counter(given_to)[1] == 2


def test_the_first_rule_that_fits_gives_the_team() -> None:
    def team(topic: str, platform: str, language: str | None) -> str | None:
        return team_for(RULES, topic=topic, platform=platform, language=language)

    assert team("refund", "facebook", "de") == "Bills"
    assert team("order", "x", "de") == "Berlin"
    assert team("order", "facebook", "de") == team("order", "x", None) == "All"
    assert team_for(RULES[:2], topic="order", platform="x", language="en") is None
    assert team_for((), topic="order", platform="x", language="en") is None
