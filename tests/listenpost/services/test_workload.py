"""What a manager sees of the day: who holds what, what waits, what comes, what was promised."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from domain.assignment import RoutingRule
from domain.ledger_groups import Age, Group
from domain.mention import FACEBOOK
from domain.promise import PromiseStatus
from domain.role import Actor, Role
from domain.sla import SlaMetric
from domain.workload import NO_TEAM
from listenpost.services import (
    assignment,
    case_actions,
    ledger,
    ledger_groups,
    outcome_report,
    promise_report,
    sla_report,
    teams,
    workload,
)
from listenpost.services.ledger import Period
from listenpost.services.teams import Duty
from tests.fakes import Office

BILLS = "Bills"


@pytest.fixture
def office(office: Office) -> Office:
    """A team for bills; the rest is nobody's."""
    rules = (RoutingRule(team=BILLS, topics=frozenset({"billing"})),)
    office.app = replace(office.app, routing=rules)
    teams.make_those_of_rules(office.app)
    return office


@pytest.fixture
def max_(office: Office) -> Actor:
    return office.user("max", Role.MANAGER)


def bill(office: Office, name: str = "Otto") -> int:
    return office.case_for(name, "the invoice is wrong")


def period(office: Office, **wanted: object) -> Period:
    return ledger.period(office.app, **wanted)  # type: ignore[arg-type]


def test_everybody_who_holds_cases_stands_against_the_capacity(office: Office, max_: Actor) -> None:
    office.user("ann")
    teams.set_duty(office.app, name="ann", duty=Duty(teams=[BILLS], capacity=2))
    for number in range(3):
        bill(office, f"Otto{number}")
    office.case_for("Eva", "my kettle is broken")
    assert assignment.give_out(office.app) == 2
    found = workload.read(office.app, max_)
    (ann,) = found.people
    assert (ann.name, ann.held, ann.capacity, ann.full) == ("Ann", 2, 2, True)
    assert [(one.name, one.waiting, one.held) for one in found.teams] == [
        (BILLS, 1, 2),
        (NO_TEAM, 1, 0),
    ]
    office.time.go(hours=2)  # the lease is over: nobody holds them
    assert [one.waiting for one in workload.read(office.app, max_).teams] == [3, 1]


def test_a_team_alone_can_be_asked_for(office: Office, max_: Actor) -> None:
    bill(office)
    office.case_for("Eva", "my kettle is broken")
    (team,) = workload.read(office.app, max_, [BILLS]).teams
    assert (team.name, team.waiting) == (BILLS, 1)


def test_requests_that_come_and_end_make_the_forecast(office: Office, max_: Actor) -> None:
    assert workload.forecast(office.app, max_, period(office)) is None
    ann = office.user()
    for day in range(2):
        for number in range(3):
            answered = bill(office, f"Otto {day} {number}")
        office.send(ann, answered)
        office.deliver()
        office.time.go(days=1)
    office.time.go(minutes=1)
    found = workload.forecast(office.app, max_, period(office))
    assert found is not None
    assert (found.now.waiting, found.now.late) == (4, 4)
    assert found.hours[0].coming > 1 > found.hours[5].coming
    assert found.hours[0].answered > 0
    nowhere = workload.forecast(office.app, max_, period(office, platforms=(FACEBOOK,)))
    assert nowhere is not None
    assert nowhere.now.waiting == 0
    theirs = workload.forecast(office.app, max_, period(office, teams=(BILLS,)))
    assert theirs is not None
    assert theirs.now.waiting == 4


def test_what_is_due_stands_in_its_hour(office: Office, max_: Actor) -> None:
    bill(office)
    office.time.go(hours=20)
    found = workload.forecast(office.app, max_, period(office))
    assert found is not None
    assert found.now.late == 0
    assert [one.due for one in found.hours].index(1) == 4


def test_the_groups_add_up_to_the_ledger(office: Office, max_: Actor) -> None:
    old = bill(office)
    office.time.go(hours=30)
    office.case_for("Eva", "my kettle is broken")
    office.case_for("Kai", "where is my parcel", platform=FACEBOOK)
    case_actions.dismiss(office.app, office.user(), office.case_for("Nora", "my kettle is broken"))
    wanted = period(office)
    found = ledger_groups.report(office.app, max_, wanted, zone=ZoneInfo("Asia/Tokyo"))
    whole = ledger.compute(office.app, wanted)
    told = Group(needed=whole.needed, pending=whole.pending_total, ignored=whole.ignored_total)
    for parts in (found.by_age, found.by_hour, found.by_platform, found.by_team):
        assert sum(parts.values(), Group()) == told
    assert (told.ignored, told.settled) == (1, 1)
    assert found.by_age[Age.DAYS] == Group(needed=1, ignored=1)
    assert found.by_team[BILLS] == Group(needed=1, ignored=1)
    assert found.by_team[NO_TEAM].needed == 3
    assert next(iter(found.by_platform)) == "x"
    hour = office.case(old).opened_at.astimezone(ZoneInfo("Asia/Tokyo")).hour
    assert found.by_hour[hour].ignored == 1


def test_response_times_are_of_the_networks_and_teams_asked_for(
    office: Office, max_: Actor
) -> None:
    bill(office)
    office.case_for("Kai", "where is my parcel", platform=FACEBOOK)

    def clocks(**wanted: object) -> int:
        found = sla_report.report(office.app, max_, period(office, **wanted))
        return found.metrics[SlaMetric.FIRST_RESPONSE].all.clocks

    assert (clocks(), clocks(platforms=(FACEBOOK,)), clocks(teams=(BILLS,))) == (2, 1, 1)


def test_how_much_of_the_allowed_time_was_used(office: Office, max_: Actor) -> None:
    case_id = office.case_for("Eva", "my kettle is broken")
    office.time.go(hours=3)
    office.send(office.user(), case_id)
    office.deliver()
    found = sla_report.report(office.app, max_, period(office))
    first = found.metrics[SlaMetric.FIRST_RESPONSE].all
    assert first.p50_used == pytest.approx(3 / 4, abs=0.01)
    assert (first.decided.part, first.decided.whole) == (1, 1)


def test_a_broken_promise_is_counted_with_its_case(office: Office, max_: Actor) -> None:
    case_id = bill(office)
    office.send(office.user(), case_id, "Sorry! We will call you tomorrow.")
    office.deliver()
    office.time.go(days=3)
    found = promise_report.report(office.app, max_, period(office))
    assert found.numbers[PromiseStatus.BROKEN] == 1
    assert [one.case_id for one in found.broken] == [case_id]
    assert (found.kept.part, found.kept.whole) == (0, 1)
    elsewhere = promise_report.report(office.app, max_, period(office, platforms=(FACEBOOK,)))
    assert (elsewhere.broken, elsewhere.kept.whole) == ((), 0)


def test_mood_alone_is_that_of_the_whole_report(office: Office, max_: Actor) -> None:
    first = office.says("Eva", "my kettle is broken")
    case_id = office.arrive(first)
    office.send(office.user(), case_id)
    office.deliver()
    office.arrive(office.says("Eva", "thank you, it works", under=first))
    office.time.go(minutes=1)
    found = outcome_report.mood(office.app, max_, period(office))
    assert found.better.whole == 1
    assert found == outcome_report.report(office.app, max_, period(office)).whole.mood


def test_how_customers_felt_is_of_the_networks_asked_for(office: Office, max_: Actor) -> None:
    case_id = bill(office)
    office.send(office.user(), case_id)
    office.deliver()
    office.time.go(minutes=1)
    assert outcome_report.report(office.app, max_, period(office)).whole.cases == 1
    other = period(office, platforms=(FACEBOOK,))
    assert outcome_report.report(office.app, max_, other).whole.cases == 0
    none = period(office, since=office.app.clock.now() - dt.timedelta(seconds=5))
    assert outcome_report.report(office.app, max_, none).whole.cases == 0
