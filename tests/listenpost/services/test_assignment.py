"""New cases find a team and a person by themselves; nobody's absence holds one back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from domain.assignment import RoutingRule
from domain.case import CaseEventKind
from domain.errors import BadInput, Conflict
from domain.role import Actor
from listenpost import tasks
from listenpost.services import assignment, case_actions, inbox, teams
from listenpost.services.inbox import InboxFilter, InboxView
from listenpost.services.teams import Duty
from storage.models import Case, CaseEvent, Team
from tests.fakes import MINUTE, Office

HOUR = 60 * MINUTE


@pytest.fixture
def office(office: Office) -> Office:
    """Two teams: what is about bills, and the rest."""
    rules = (
        RoutingRule(team="Bills", topics=frozenset({"billing"})),
        RoutingRule(team="Care"),
    )
    office.app = replace(office.app, routing=rules)
    teams.make_those_of_rules(office.app)
    return office


def hire(office: Office, name: str, team: str = "Care", *, capacity: int = 2) -> Actor:
    actor = office.user(name)
    teams.set_duty(office.app, name=name, duty=Duty(teams=[team], capacity=capacity))
    return actor


def holders(office: Office, *case_ids: int) -> list[int | None]:
    return [office.case(case_id).assignee_id for case_id in case_ids]


def test_a_new_case_goes_to_the_team_of_the_first_rule_that_fits(office: Office) -> None:
    names = {team.id: team.name for team in office.rows(Team)}
    bill = office.case_for("Otto", "the invoice is wrong")
    kettle = office.case_for("Otto", "my kettle is broken")
    assert names[office.case(bill).team_id] == "Bills"
    assert names[office.case(kettle).team_id] == "Care"
    kinds = [event.kind for event in office.rows(CaseEvent) if event.case_id == bill]
    assert kinds == [CaseEventKind.OPENED, CaseEventKind.ROUTED]


def test_cases_go_round_the_team_up_to_everybodys_capacity(office: Office) -> None:
    ann, ben = hire(office, "ann"), hire(office, "ben", capacity=1)
    hire(office, "eve", "Bills")
    cases = [office.case_for(f"Otto{number}", "my kettle is broken") for number in range(4)]
    assert assignment.give_out(office.app) == 3
    assert holders(office, *cases) == [ann.id, ben.id, ann.id, None]
    assert assignment.give_out(office.app) == 0
    given = [event.detail["name"] for event in office.rows(CaseEvent) if event.kind == "assigned"]
    assert given == ["Ann", "Ben", "Ann"]


def test_nobody_is_given_a_case_in_a_language_or_topic_that_is_not_theirs(office: Office) -> None:
    hire(office, "ann")
    teams.set_duty(office.app, name="ann", duty=Duty(languages=["de"]))
    case_id = office.case_for("Otto", "my kettle is broken")
    assert assignment.give_out(office.app) == 0
    teams.set_duty(office.app, name="ann", duty=Duty(languages=["DE", "en"], skills=["order"]))
    assert assignment.give_out(office.app) == 0
    teams.set_duty(office.app, name="ann", duty=Duty(skills=["product"]))
    assert assignment.give_out(office.app) == 1
    assert office.case(case_id).assignee_id is not None


def test_what_somebody_took_meanwhile_is_not_given_to_another(office: Office) -> None:
    hire(office, "ann")
    ben = office.user("ben")
    case_id = office.case_for("Otto", "my kettle is broken")
    case_actions.claim(office.app, ben, case_id)
    assert assignment.give_out(office.app) == 0
    assert holders(office, case_id) == [ben.id]


def test_who_does_nothing_with_a_case_loses_it_to_the_next(office: Office) -> None:
    ann, ben = hire(office, "ann"), hire(office, "ben")
    case_id = office.case_for("Otto", "my kettle is broken")
    tasks.tidy(office.app)
    assert holders(office, case_id) == [ann.id]
    office.time.go(hours=1, seconds=1)
    tasks.tidy(office.app)
    assert holders(office, case_id) == [ben.id]


def test_the_cases_of_who_is_away_go_back_and_to_somebody_else(office: Office) -> None:
    ann, ben = hire(office, "ann"), hire(office, "ben")
    first = office.case_for("Otto", "my kettle is broken")
    second = office.case_for("Eva", "my kettle is broken")
    tasks.tidy(office.app)
    assert holders(office, first, second) == [ann.id, ben.id]
    until = office.app.clock.wall() + dt.timedelta(days=1)
    teams.set_duty(office.app, name="ann", duty=Duty(away_until=until))
    tasks.tidy(office.app)
    assert holders(office, first, second) == [ben.id, ben.id]
    with pytest.raises(Conflict, match="away"):
        assignment.assign(office.app, ben, first, name="ann")
    teams.set_duty(office.app, name="ann", duty=Duty(back=True))
    assignment.assign(office.app, ben, first, name="ann")
    assert holders(office, first) == [ann.id]


def test_a_reply_on_its_way_keeps_its_case_with_who_sent_it(office: Office) -> None:
    ann = hire(office, "ann")
    case_id = office.case_for("Otto", "my kettle is broken")
    office.send(ann, case_id)
    until = office.app.clock.wall() + dt.timedelta(days=1)
    teams.set_duty(office.app, name="ann", duty=Duty(away_until=until))
    assert assignment.return_from_absent(office.app) == 0
    assert holders(office, case_id) == [ann.id]


def test_each_user_finds_the_cases_of_her_teams(office: Office) -> None:
    ann, eve = hire(office, "ann"), hire(office, "eve", "Bills")
    kettle = office.case_for("Otto", "my kettle is broken")
    bill = office.case_for("Otto", "the invoice is wrong")
    team = InboxFilter(view=InboxView.TEAM)
    assert [row.case_id for row in inbox.rows(office.app, ann, team)] == [kettle]
    assert [row.case_id for row in inbox.rows(office.app, eve, team)] == [bill]
    assert inbox.counts(office.app, office.user("zoe"))[InboxView.TEAM] == 0


def test_at_risk_is_what_has_used_most_of_its_time_and_is_not_late(office: Office) -> None:
    ann = office.user("ann")
    case_id = office.case_for("Otto", "my kettle is broken")
    risky = InboxFilter(view=InboxView.AT_RISK)
    seen = []
    for minutes in (0, 179, 1, 60, 1):
        office.time.go(minutes=minutes)
        seen.append([row.case_id for row in inbox.rows(office.app, ann, risky)])
    assert seen == [[], [], [case_id], [case_id], []]


def test_a_duty_is_made_of_teams_and_topics_that_there_are(office: Office) -> None:
    office.user("ann")
    for duty in (Duty(teams=["Nowhere"]), Duty(skills=["juggling"]), Duty(capacity=-1)):
        with pytest.raises(BadInput):
            teams.set_duty(office.app, name="ann", duty=duty)
    with pytest.raises(BadInput, match="no user"):
        teams.set_duty(office.app, name="nobody", duty=Duty())
    with pytest.raises(BadInput, match="already"):
        teams.add(office.app, "Care")
    assert teams.duty_of(office.app, "ann") == "takes cases by hand only"
    assert [team.people for team in teams.listed(office.app)] == [(), ()]


def test_what_nobody_can_do_holds_up_nothing_below_it(office: Office) -> None:
    ann = office.user("ann")
    duty = Duty(teams=["Care"], capacity=9, skills=["safety"])
    teams.set_duty(office.app, name="ann", duty=duty)
    above = [office.case_for(f"Otto{number}", "my kettle is broken") for number in range(3)]
    office.time.go(hours=1)
    below = office.case_for("Cyd", "fire")
    with office.app.database.write() as session:
        for place, case_id in enumerate(above):
            session.get_one(Case, case_id).rank = 1e9 + place
    assert assignment.give_out(office.app, limit=2) == 1
    assert holders(office, *above, below) == [None, None, None, ann.id]


def test_who_has_no_lease_holds_nothing(office: Office) -> None:
    """Rows of versions that set none: nobody could ever have taken them again."""
    ann, ben = hire(office, "ann"), hire(office, "ben")
    case_id = office.case_for("Otto", "my kettle is broken")
    with office.app.database.write() as session:
        session.get_one(Case, case_id).assignee_id = ann.id
    unassigned = InboxFilter(view=InboxView.UNASSIGNED)
    assert [row.case_id for row in inbox.page(office.app, ben, unassigned).rows] == [case_id]
    assert assignment.give_out(office.app) == 1
    case_actions.release(office.app, ann, case_id)
    with office.app.database.write() as session:
        session.get_one(Case, case_id).assignee_id = ann.id
    case_actions.claim(office.app, ben, case_id)
    assert holders(office, case_id) == [ben.id]
