"""What the pictures of the page Ignored say, in words and tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from dashboard.components import forecast_picture, group_picture, used_picture, workload_board
from dashboard.components.forecast_picture import tried
from dashboard.components.where_and_when import headline
from domain.forecast import HOUR, Basis, Flow, Forecast, Hour, Queue, Trial, forecast
from domain.ledger_groups import HOURS, Group
from domain.sla import SlaState
from domain.sla_figures import Measured, figures
from domain.workload import Load, TeamLoad
from listenpost.services.ledger_groups import LedgerGroups

NOON = dt.datetime(2026, 3, 18, 11, tzinfo=dt.UTC)
CALM = Group(needed=30, ignored=1)
NOTHING = LedgerGroups(by_age={}, by_hour={}, by_platform={}, by_team={})


def by_hour(**ignored: int) -> dict[int, Group]:
    return {hour: Group(needed=10, ignored=ignored.get(f"at{hour}", 0)) for hour in range(HOURS)}


def test_the_worst_network_and_hours_are_named_across_midnight_too() -> None:
    found = replace(
        NOTHING,
        by_platform={"x": CALM, "facebook": Group(needed=40, ignored=10)},
        by_hour=by_hour(at23=9, at0=9, at1=9),
    )
    assert headline(found) == (
        "On Facebook 25% of 40 requests are ignored. Of 30 requests written between 23:00 and "
        "02:00, 90% are ignored: the worst hours of the day."
    )


def test_few_requests_name_nobody_the_worst() -> None:
    few = {hour: Group(needed=1, ignored=1) for hour in range(HOURS)}
    assert headline(replace(NOTHING, by_hour=few, by_platform={"x": Group(needed=3)})) == ""


def test_groups_are_told_in_words_and_in_a_table() -> None:
    groups = {"X": Group(needed=10, pending=2, ignored=3), "Facebook": Group()}
    assert group_picture.in_words(groups, about="By network") == (
        "By network. X: 3 of 10 ignored, 2 pending."
    )
    assert group_picture.table(groups)[0] == {
        "": "X",
        "Needed an answer": 10,
        "Settled": 5,
        "Pending": 2,
        "Ignored": 3,
        "share ignored": "30% (11 to 60), 3 of 10",
    }


def test_an_answer_over_its_time_is_told_as_it_is() -> None:
    late = Measured(
        state=SlaState.BREACHED, reached=True, running=False, seconds=36_000, target_seconds=3600
    )
    groups = {"High": figures([late])}
    assert used_picture.table(groups) == [
        {"": "High", "half used": "1000%", "nine in ten used": "1000%"}
    ]


def test_places_are_told_with_who_is_away_or_has_none() -> None:
    assert workload_board.places(Load(name="Ann", capacity=6, by_team={"": 4})) == "4 of 6"
    assert workload_board.places(Load(name="Ben", capacity=0, by_team={"": 2})) == "2"
    assert workload_board.places(Load(name="Eve", capacity=3, away=True)) == "0 of 3, away"
    short = TeamLoad(name="Care", waiting=5, held=1, free=3, people=1)
    assert workload_board.short(short) == "2 cases wait for which nobody has a place."


def test_the_next_hours_are_told_on_the_readers_clock() -> None:
    hour = Hour(
        begins_at=NOON,
        coming=4.2,
        low=1.5,
        high=7,
        answered=3,
        waiting=11.4,
        waiting_low=8,
        waiting_high=15,
        due=2,
    )
    found = Forecast(basis=Basis.WEEKS, now=Queue(waiting=10, late=1), hours=(hour,), trial=None)
    athens = ZoneInfo("Europe/Athens")
    assert forecast_picture.headline(found, athens) == (
        "10 requests wait, 1 past their deadline. Until 14:00 about 4 more come; at the usual pace "
        "about 11 wait then (8 to 15)."
    )
    assert forecast_picture.in_words(found, athens) == (
        "The next hours. 13:00: 4.2 come, 2 due, 11 wait at its end."
    )
    assert forecast_picture.table(found, athens)[0]["four in five"] == "2 to 7"


def test_how_far_off_it_was_stands_beside_the_simplest_guess() -> None:
    trial = Trial(hours=168, error=1.52, naive=2.04, within=0.81)
    assert tried(trial) == (
        "Tried on the last 168 hours, six hours ahead: off by 1.5 requests an hour; yesterday's "
        "number is off by 2.0. 81% of the hours lay in the range of four in five."
    )


def test_a_first_day_says_that_it_guesses() -> None:
    flow = Flow(first=NOON - 5 * HOUR, came={NOON - HOUR: 5}, ended={})
    found = forecast(flow, Queue(), now=NOON, zone=dt.UTC)
    assert found is not None
    assert (found.basis, tried(found.trial)) == (
        Basis.SO_FAR,
        "It can be tried on what came when there are more days.",
    )
