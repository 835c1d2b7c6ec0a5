"""What agents do to a case leaves an event, an audit row, and a deadline that can be explained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from domain.case import CaseEventKind, CaseStatus
from domain.errors import BadInput, Conflict, ListenpostError, NotAllowed
from domain.role import Actor, Role
from domain.sla import SlaMetric
from listenpost import tasks
from listenpost.services import case_actions, inbox
from listenpost.services.app import App
from listenpost.services.inbox import InboxFilter
from storage.models import AuditEntry, CaseEvent, SlaClock
from tests.fakes import MINUTE, START, Office

HOUR = 60 * MINUTE
Action = Callable[[App, Actor, int], None]


def snooze(app: App, actor: Actor, case_id: int) -> None:
    case_actions.snooze(app, actor, case_id, until=app.clock.now() + HOUR)


ACTIONS: dict[str, Action] = {
    "claim": case_actions.claim,
    "release": case_actions.release,
    "snooze": snooze,
    "resolve": case_actions.resolve,
    "dismiss": case_actions.dismiss,
    "reopen": case_actions.reopen,
}


@pytest.fixture
def case_id(office: Office) -> int:
    return office.case_for("Otto", "my kettle is broken")


def last_event(office: Office) -> CaseEvent:
    return office.rows(CaseEvent)[-1]


@pytest.mark.parametrize("name", [name for name in ACTIONS if name != "reopen"])
def test_each_action_leaves_an_event_and_an_audit_row(
    office: Office, ann: Actor, case_id: int, name: str
) -> None:
    if name == "release":
        case_actions.claim(office.app, ann, case_id)
    office.time.go(minutes=5)
    ACTIONS[name](office.app, ann, case_id)
    event, audit = last_event(office), office.rows(AuditEntry)[-1]
    assert (event.case_id, event.user_id, event.at) == (case_id, ann.id, START + 5 * MINUTE)
    assert audit.action == f"case.{event.kind.value}"
    assert (audit.subject, audit.user_id) == (f"case:{case_id}", ann.id)


@pytest.mark.parametrize("action", ACTIONS.values(), ids=list(ACTIONS))
def test_who_only_reads_can_do_none_of_it(office: Office, case_id: int, action: Action) -> None:
    before = office.case(case_id).model_dump()
    for role in (Role.MARKETING, Role.MANAGER):
        with pytest.raises(NotAllowed):
            action(office.app, office.user(role.value, role), case_id)
    assert office.case(case_id).model_dump() == before
    assert office.rows(AuditEntry) == []


@pytest.mark.parametrize("action", ACTIONS.values(), ids=list(ACTIONS))
def test_a_case_that_is_not_there_is_refused(office: Office, ann: Actor, action: Action) -> None:
    with pytest.raises(ListenpostError):
        action(office.app, ann, 77)


@pytest.mark.parametrize("name", [name for name in ACTIONS if name != "reopen"])
def test_a_colleagues_case_is_left_alone_until_the_claim_runs_out(
    office: Office, ann: Actor, ben: Actor, case_id: int, name: str
) -> None:
    case_actions.claim(office.app, ann, case_id)
    with pytest.raises(Conflict):
        ACTIONS[name](office.app, ben, case_id)
    assert office.case(case_id).assignee_id == ann.id
    office.time.go(minutes=16)
    if name != "release":
        ACTIONS[name](office.app, ben, case_id)


def test_a_claim_can_be_renewed_and_given_back(office: Office, ann: Actor, case_id: int) -> None:
    case_actions.claim(office.app, ann, case_id)
    office.time.go(minutes=10)
    case_actions.claim(office.app, ann, case_id)
    assert office.case(case_id).claimed_until == START + 25 * MINUTE
    case_actions.release(office.app, ann, case_id)
    assert office.case(case_id).assignee_id is None
    with pytest.raises(Conflict):
        case_actions.release(office.app, ann, case_id)


def test_claims_live_in_real_time_whatever_the_scenarios_clock_does(
    office: Office, ann: Actor, ben: Actor, case_id: int
) -> None:
    case_actions.claim(office.app, ann, case_id)
    office.time.now += dt.timedelta(days=3)
    with pytest.raises(Conflict):
        case_actions.claim(office.app, ben, case_id)


def test_a_snoozed_case_comes_back_in_time_with_its_old_deadline(
    office: Office, ann: Actor, case_id: int
) -> None:
    case_actions.snooze(office.app, ann, case_id, until=START + HOUR)
    case = office.case(case_id)
    assert (case.status, case.snoozed_until) == (CaseStatus.SNOOZED, START + HOUR)
    assert case.due_at == START + 4 * HOUR
    office.time.go(minutes=59)
    tasks.tidy(office.app)
    assert office.case(case_id).status is CaseStatus.SNOOZED
    office.time.go(minutes=1)
    tasks.tidy(office.app)
    case = office.case(case_id)
    assert (case.status, case.snoozed_until) == (CaseStatus.OPEN, None)
    assert case.due_at == START + 4 * HOUR
    assert last_event(office).kind is CaseEventKind.WOKE


def test_a_snoozed_case_that_was_answered_wakes_as_waiting(
    office: Office, ann: Actor, case_id: int
) -> None:
    office.send(ann, case_id)
    office.deliver()
    case_actions.snooze(office.app, ann, case_id, until=START + HOUR)
    office.time.go(hours=2)
    tasks.tidy(office.app)
    assert office.case(case_id).status is CaseStatus.WAITING


@pytest.mark.parametrize("until", [START, START - HOUR])
def test_nobody_snoozes_into_the_past(
    office: Office, ann: Actor, case_id: int, until: dt.datetime
) -> None:
    with pytest.raises(BadInput, match="future"):
        case_actions.snooze(office.app, ann, case_id, until=until)


@pytest.mark.parametrize(
    ("name", "status"),
    [("resolve", CaseStatus.RESOLVED), ("dismiss", CaseStatus.NOT_ACTIONABLE)],
)
def test_closing_stops_the_clock_without_calling_it_an_answer(
    office: Office, ann: Actor, case_id: int, name: str, status: CaseStatus
) -> None:
    office.time.go(hours=1)
    ACTIONS[name](office.app, ann, case_id)
    case = office.case(case_id)
    assert case.status is status
    assert (case.waiting_since, case.due_at, case.unanswered_posts) == (None, None, 0)
    (clock,) = office.rows(SlaClock)
    assert (clock.stopped_at, clock.answered) == (START + HOUR, False)
    assert inbox.rows(office.app, ann, InboxFilter()) == []


def test_why_it_is_not_for_us_is_kept(office: Office, ann: Actor, case_id: int) -> None:
    case_actions.dismiss(office.app, ann, case_id, reason="a parody " * 100)
    assert len(last_event(office).detail["reason"]) == 200
    assert office.rows(AuditEntry)[-1].detail == {"reason": "(200 characters)"}


@pytest.mark.parametrize("close", ["resolve", "dismiss"])
def test_a_reopened_case_has_a_new_deadline_and_a_clock_that_explains_it(
    office: Office, ann: Actor, case_id: int, close: str
) -> None:
    ACTIONS[close](office.app, ann, case_id)
    office.time.go(hours=10)
    later = office.case_for("Uwe", "mine is broken too")
    office.time.go(hours=1)
    case_actions.reopen(office.app, ann, case_id)
    case = office.case(case_id)
    assert (case.status, case.waiting_since) == (CaseStatus.OPEN, START + 11 * HOUR)
    assert case.due_at == START + 15 * HOUR
    mine = [clock for clock in office.rows(SlaClock) if clock.case_id == case_id]
    assert [(c.metric, c.started_at, c.due_at, c.stopped_at) for c in mine][1:] == [
        (SlaMetric.FIRST_RESPONSE, START + 11 * HOUR, START + 15 * HOUR, None)
    ]
    found = [row.case_id for row in inbox.rows(office.app, ann, InboxFilter())]
    assert found == [later, case_id]


def test_reopening_an_open_case_does_not_win_time(office: Office, ann: Actor, case_id: int) -> None:
    office.time.go(hours=3)
    with pytest.raises(Conflict):
        case_actions.reopen(office.app, ann, case_id)
    assert office.case(case_id).due_at == START + 4 * HOUR
