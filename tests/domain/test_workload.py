"""Work against the people who are there."""

from __future__ import annotations

from domain.workload import Load, workload


def test_who_is_away_has_no_place_and_still_holds_what_he_holds() -> None:
    ann = Load(name="Ann", capacity=5, by_team={"care": 2}, teams=("care",))
    ben = Load(name="Ben", capacity=5, by_team={"care": 1}, teams=("care",), away=True)
    (team,) = workload([ann, ben], {"care": 7}).teams
    assert (team.held, team.free, team.people, team.short) == (3, 3, 1, 4)


def test_who_holds_more_than_the_capacity_has_no_negative_place() -> None:
    ann = Load(name="Ann", capacity=2, by_team={"": 3, "care": 1}, teams=("care",))
    assert (ann.held, ann.free, ann.full) == (4, 0, True)


def test_the_team_that_is_short_of_most_stands_first_and_cases_of_no_team_are_shown() -> None:
    ann = Load(name="Ann", capacity=2, teams=("care",))
    found = workload([ann], {"": 1, "care": 1, "bills": 9})
    assert [(team.name, team.short) for team in found.teams] == [("bills", 9), ("", 1), ("care", 0)]


def test_only_those_who_can_be_given_a_case_or_hold_one_are_named() -> None:
    idle = Load(name="Ida", capacity=0)
    by_hand = Load(name="Hans", capacity=0, by_team={"": 1})
    assert [one.name for one in workload([idle, by_hand], {}).people] == ["Hans"]


def test_with_teams_asked_for_the_others_are_left_out() -> None:
    ann = Load(name="Ann", capacity=2, teams=("care",))
    ben = Load(name="Ben", capacity=2, teams=("bills",))
    found = workload([ann, ben], {"care": 1, "bills": 2}, ["bills"])
    assert [one.name for one in found.people] == ["Ben"]
    assert [one.name for one in found.teams] == ["bills"]
