"""What a corrected label does to deadlines and clocks, and what it leaves alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from domain.case import CaseStatus
from domain.classification import Urgency
from domain.correction import Head
from domain.ledger import Settlement
from domain.mention import FACEBOOK, IncomingMention, X
from domain.role import Actor
from domain.sla_policy import SlaMetric, SlaPolicy, SlaRule
from listenpost.services import case_actions, corrections, identity, ledger_rows, regrouping
from listenpost.services.case_state import by_events, state_of
from storage.models import Author, Case, IdentityLink, LedgerEntry, Mention, SlaClock
from tests.fakes import MINUTE, START, Office

HOUR = 60 * MINUTE
QUICK = SlaRule(
    name="quick",
    platforms=frozenset({X}),
    targets={SlaMetric.FIRST_RESPONSE: 30 * MINUTE, SlaMetric.NEXT_RESPONSE: 20 * MINUTE},
)
RESOLVED_IN = {Urgency.CRITICAL: 4 * HOUR, Urgency.HIGH: 24 * HOUR, Urgency.NORMAL: 48 * HOUR}


def promising(office: Office, policy: SlaPolicy) -> None:
    office.app = replace(office.app, policy=policy)


def correct(office: Office, ann: Actor, post: IncomingMention, head: Head, value: str) -> None:
    corrections.correct(office.app, ann, office.mention(post).id or 0, head, value)


def running(office: Office) -> dict[SlaMetric, SlaClock]:
    return {row.metric: row for row in office.rows(SlaClock) if row.stopped_at is None}


def as_its_events_tell(office: Office, case_id: int) -> bool:
    with office.app.database.read() as session:
        return by_events(session, case_id) == state_of(session.get_one(Case, case_id))


@pytest.mark.parametrize(("head", "value"), [(Head.SENTIMENT, "neutral"), (Head.URGENCY, "high")])
def test_the_deadline_of_a_rule_stays_the_rules(
    office: Office, ann: Actor, head: Head, value: str
) -> None:
    promising(office, SlaPolicy(rules=(QUICK,)))
    post = office.says("Otto", "where is my parcel?")
    case_id = office.arrive(post)
    office.time.go(minutes=1)
    correct(office, ann, post, head, value)
    clock = running(office)[SlaMetric.FIRST_RESPONSE]
    assert (clock.policy, clock.due_at) == ("quick", START + 30 * MINUTE)
    assert office.case(case_id).due_at == clock.due_at


def test_a_next_answer_is_measured_by_its_own_target(office: Office, ann: Actor) -> None:
    promising(office, SlaPolicy(rules=(QUICK,)))
    post = office.says("Otto", "where is my parcel?")
    case_id = office.arrive(post)
    office.send(ann, case_id)
    office.deliver()
    office.time.go(minutes=1)
    again = office.says("Otto", "my parcel is not here", under=post)
    office.arrive(again)
    correct(office, ann, again, Head.URGENCY, "high")
    assert running(office)[SlaMetric.NEXT_RESPONSE].due_at == START + 21 * MINUTE


def test_both_parts_of_a_split_keep_the_rule(office: Office, ann: Actor) -> None:
    promising(office, SlaPolicy(rules=(QUICK,)))
    post = office.says("Otto", "where is my parcel?")
    case_id = office.arrive(post)
    other = office.says("Otto", "the parcel is wet", under=post)
    office.arrive(other)
    regrouping.split(office.app, ann, case_id, mention_ids=[office.mention(other).id or 0])
    assert [case.due_at for case in office.rows(Case)] == [START + 30 * MINUTE] * 2


def test_so_do_both_parts_of_an_undone_link(office: Office, lea: Actor) -> None:
    office.arrive(office.says("Otto", "where is my parcel?"))
    office.arrive(office.says("Otto W", "the invoice", platform=FACEBOOK))
    promising(office, SlaPolicy(rules=(replace(QUICK, platforms=frozenset({X, FACEBOOK})),)))
    one, other = (author.id or 0 for author in office.rows(Author))
    identity.link(office.app, lea, one, other)
    office.time.go(minutes=1)
    office.arrive(office.says("Otto W", "my parcel too", platform=FACEBOOK))
    identity.unlink(office.app, lea, office.rows(IdentityLink)[0].id or 0)
    assert office.rows(Case)[-1].due_at == START + 31 * MINUTE


def test_what_a_person_reopened_waits_on(office: Office, ann: Actor) -> None:
    post = office.says("Otto", "where is my parcel?")
    case_id = office.arrive(post)
    office.send(ann, case_id)
    office.deliver()
    case_actions.resolve(office.app, ann, case_id)
    office.time.go(hours=1)
    case_actions.reopen(office.app, ann, case_id)
    office.time.go(minutes=1)
    for head, value in ((Head.TOPIC, "refund"), (Head.URGENCY, "high")):
        correct(office, ann, post, head, value)
        case = office.case(case_id)
        assert (case.status, case.waiting_since) == (CaseStatus.OPEN, START + HOUR), head
        assert running(office)[SlaMetric.NEXT_RESPONSE].started_at == START + HOUR, head
        assert as_its_events_tell(office, case_id), head
    assert office.case(case_id).due_at == START + 5 * HOUR, "high: four hours from the reopening"
    assert office.case(case_id).unanswered_posts == 0


def test_once_answered_it_waits_for_the_customer(office: Office, ann: Actor) -> None:
    post = office.says("Otto", "where is my parcel?")
    case_id = office.arrive(post)
    case_actions.resolve(office.app, ann, case_id)
    case_actions.reopen(office.app, ann, case_id)
    office.time.go(minutes=1)
    office.send(ann, case_id)
    office.deliver()
    correct(office, ann, post, Head.URGENCY, "high")
    assert office.case(case_id).status is CaseStatus.WAITING


def test_a_case_that_needed_no_answer_has_a_deadline_once_it_is_reopened(
    office: Office, ann: Actor
) -> None:
    post = office.says("Otto", "where is my parcel?")
    case_id = office.arrive(post)
    correct(office, ann, post, Head.NEEDS_ANSWER, "false")
    office.time.go(hours=1)
    case_actions.reopen(office.app, ann, case_id)
    case, clock = office.case(case_id), running(office)[SlaMetric.FIRST_RESPONSE]
    assert case.urgency is Urgency.NORMAL
    assert case.due_at == clock.due_at == START + 25 * HOUR


def test_thanks_that_were_none_open_the_case_again(office: Office, ann: Actor) -> None:
    post = office.says("Otto", "where is my parcel?")
    case_id = office.arrive(post)
    office.send(ann, case_id)
    office.deliver()
    office.time.go(minutes=3)
    thanks = office.says("Otto", "hmm thanks", under=post)
    office.arrive(thanks)
    assert office.case(case_id).status is CaseStatus.RESOLVED
    office.time.go(minutes=3)
    correct(office, ann, thanks, Head.NEEDS_ANSWER, "true")
    case = office.case(case_id)
    assert (case.status, case.waiting_since) == (CaseStatus.OPEN, START + 3 * MINUTE)
    assert running(office)[SlaMetric.NEXT_RESPONSE].due_at == case.due_at
    assert as_its_events_tell(office, case_id)
    ledger_rows.refresh(office.app)
    settled = {row.mention_id: row.settlement for row in office.rows(LedgerEntry)}
    assert settled[office.mention(thanks).id or 0] is Settlement.OPEN


def test_what_was_never_answered_waits_from_its_first_post(office: Office, ann: Actor) -> None:
    post = office.says("Otto", "where is my parcel?")
    case_id = office.arrive(post)
    office.time.go(minutes=2)
    thanks = office.says("Otto", "never mind thanks", under=post)
    office.arrive(thanks)
    correct(office, ann, thanks, Head.NEEDS_ANSWER, "true")
    assert (office.case(case_id).status, office.case(case_id).waiting_since) == ("open", START)
    ledger_rows.refresh(office.app)
    assert {row.settlement for row in office.rows(LedgerEntry)} == {Settlement.OPEN}


def test_real_thanks_keep_the_case_closed_whatever_else_is_corrected(
    office: Office, ann: Actor
) -> None:
    post = office.says("Otto", "where is my parcel?")
    case_id = office.arrive(post)
    office.send(ann, case_id)
    office.deliver()
    office.time.go(minutes=3)
    office.arrive(office.says("Otto", "thanks", under=post))
    correct(office, ann, post, Head.URGENCY, "high")
    assert office.case(case_id).status is CaseStatus.RESOLVED


def test_a_correction_can_be_corrected(office: Office, ann: Actor) -> None:
    post = office.says("Otto", "where is my parcel?")
    case_id = office.arrive(post)
    correct(office, ann, post, Head.NEEDS_ANSWER, "false")
    office.time.go(minutes=5)
    correct(office, ann, post, Head.NEEDS_ANSWER, "true")
    assert (office.case(case_id).status, office.case(case_id).waiting_since) == ("open", START)
    assert running(office)[SlaMetric.FIRST_RESPONSE].due_at == START + 24 * HOUR


@pytest.mark.parametrize(
    ("head", "value"), [(Head.URGENCY, "normal"), (Head.NEEDS_ANSWER, "false")]
)
def test_a_false_alarm_under_a_case_hurries_no_clock_any_more(
    office: Office, ann: Actor, head: Head, value: str
) -> None:
    promising(office, SlaPolicy(resolution=RESOLVED_IN))
    post = office.says("Otto", "where is my parcel?")
    case_id = office.arrive(post)
    office.time.go(minutes=10)
    alarm = office.says("Otto", "fire in the comments", under=post)
    office.arrive(alarm)
    assert office.case(case_id).due_at == START + 70 * MINUTE
    correct(office, ann, alarm, head, value)
    found = {metric: (row.urgency, row.due_at) for metric, row in running(office).items()}
    assert found == {
        SlaMetric.FIRST_RESPONSE: (Urgency.NORMAL, START + 24 * HOUR),
        SlaMetric.RESOLUTION: (Urgency.NORMAL, START + 48 * HOUR),
    }
    assert office.case(case_id).due_at == START + 24 * HOUR


def test_nor_does_the_only_post_of_a_case(office: Office, ann: Actor) -> None:
    promising(office, SlaPolicy(resolution=RESOLVED_IN))
    alarm = office.says("Otto", "fire in the comments")
    office.arrive(alarm)
    correct(office, ann, alarm, Head.URGENCY, "normal")
    assert running(office)[SlaMetric.RESOLUTION].due_at == START + 48 * HOUR


def test_nor_does_one_that_was_answered(office: Office, ann: Actor) -> None:
    promising(office, SlaPolicy(resolution=RESOLVED_IN))
    alarm = office.says("Otto", "fire in the comments")
    case_id = office.arrive(alarm)
    office.time.go(hours=1)
    office.send(ann, case_id)
    office.deliver()
    office.time.go(hours=1)
    correct(office, ann, alarm, Head.URGENCY, "normal")
    clock = running(office)[SlaMetric.RESOLUTION]
    assert (clock.urgency, clock.paused_at) == (Urgency.NORMAL, START + HOUR)


@pytest.mark.parametrize(("head", "value"), [(Head.TOPIC, "billing"), (Head.URGENCY, "high")])
def test_a_correction_wakes_no_clock_of_a_case_that_is_put_off(
    office: Office, ann: Actor, head: Head, value: str
) -> None:
    promising(office, SlaPolicy(resolution=RESOLVED_IN, snooze_pauses=True))
    post = office.says("Otto", "where is my parcel?")
    case_id = office.arrive(post)
    office.time.go(minutes=5)
    case_actions.snooze(office.app, ann, case_id, until=START + 48 * HOUR)
    office.time.go(minutes=5)
    correct(office, ann, post, head, value)
    assert office.case(case_id).status is CaseStatus.SNOOZED
    assert [row.paused_at for row in running(office).values()] == [START + 5 * MINUTE] * 2
    office.time.go(hours=50)
    case_actions.wake_due(office.app)
    assert [row.paused_at for row in running(office).values()] == [None, None]


def test_a_pause_that_is_over_is_not_forgotten(office: Office, ann: Actor) -> None:
    promising(office, SlaPolicy(snooze_pauses=True))
    post = office.says("Otto", "where is my parcel?")
    case_id = office.arrive(post)
    case_actions.snooze(office.app, ann, case_id, until=START + HOUR)
    office.time.go(hours=1)
    case_actions.wake_due(office.app)
    assert office.case(case_id).due_at == START + 25 * HOUR
    correct(office, ann, post, Head.URGENCY, "high")
    assert office.case(case_id).due_at == START + dt.timedelta(hours=5)
    assert office.rows(Mention)[0].needs_answer
