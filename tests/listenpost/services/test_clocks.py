"""The rows of clocks are what the events of a case say, whatever happens to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlmodel import select

from domain.correction import NO, YES, Head
from domain.reply import ReplyStatus
from domain.role import Actor
from domain.sla import SlaMetric, SlaPolicy, SlaState
from domain.sla_policy import SlaRule
from listenpost.services import (
    case_actions,
    case_view,
    clocks,
    corrections,
    inbox,
    regrouping,
    sla_report,
    sla_story,
)
from listenpost.services.inbox import InboxFilter
from storage import cases
from storage.ids import key
from storage.models import Case, Customer, Mention, Reply, SlaClock
from tests.domain.sla_builders import office_hours
from tests.fakes import START, Office

HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
FIRST, NEXT, RESOLUTION = SlaMetric
TARGETS = SlaPolicy().targets


def under(office: Office, **policy: object) -> Office:
    """The same installation with another policy: resolution in a day, and what is said."""
    usual: dict[str, object] = {"resolution": dict.fromkeys(TARGETS, DAY)}
    office.app = replace(office.app, policy=SlaPolicy(**{**usual, **policy}))  # type: ignore[arg-type]
    return office


@pytest.fixture
def settled(office: Office) -> Office:
    return under(office)


def rows(office: Office, metric: SlaMetric) -> list[SlaClock]:
    return [row for row in office.rows(SlaClock) if row.metric is metric]


def test_the_deadline_of_a_case_is_in_business_hours(office: Office) -> None:
    """START is Monday, 09:00 UTC, 10:00 in Berlin."""
    under(office, calendar=office_hours("9-12", "13-17", zone="Europe/Berlin"))
    case_id = office.case_for("Zoe", "it is broken")
    assert office.case(case_id).due_at == START + 5 * HOUR
    assert office.case(case_id).at_risk_at == START + 4 * HOUR


def test_a_customers_tier_and_platform_choose_the_policy(office: Office, ann: Actor) -> None:
    gold = SlaRule(name="gold", tiers=frozenset({"gold"}), targets={FIRST: 10 * MINUTE})
    page = SlaRule(name="page", platforms=frozenset({"facebook"}), targets={FIRST: 20 * MINUTE})
    under(office, rules=(gold, page))
    plain = office.case_for("Zoe", "it is broken")
    with office.app.database.write() as session:
        for customer in session.exec(select(Customer)).all():
            customer.tier = "gold"
    office.arrive(office.says("Zoe", "it is broken, still", thread="1000"))
    row = rows(office, FIRST)[0]
    assert (row.policy, row.target_seconds) == ("gold", 600)
    assert office.case(plain).due_at == START + 10 * MINUTE


def test_an_answer_pauses_the_way_to_a_resolution_until_the_customer_writes(
    settled: Office, ann: Actor
) -> None:
    case_id = settled.case_for("Zoe", "it is broken")
    settled.time.go(hours=1)
    settled.send(ann, case_id)
    settled.deliver()
    (row,) = rows(settled, RESOLUTION)
    assert (row.paused_at, row.stopped_at) == (START + HOUR, None)
    settled.time.go(hours=10)
    settled.arrive(settled.says("Zoe", "still broken", thread="1000"))
    (row,) = rows(settled, RESOLUTION)
    assert (row.paused_at, row.due_at) == (None, START + 34 * HOUR)
    settled.time.go(hours=2)
    case_actions.resolve(settled.app, ann, case_id)
    (row,) = rows(settled, RESOLUTION)
    assert (row.answered, row.counted_seconds) == (True, 3 * 3600)


def test_a_reopened_case_has_a_new_interval_and_keeps_the_old_one(
    settled: Office, ann: Actor
) -> None:
    case_id = settled.case_for("Zoe", "it is broken")
    case_actions.resolve(settled.app, ann, case_id)
    settled.time.go(days=2)
    case_actions.reopen(settled.app, ann, case_id)
    old, new = rows(settled, RESOLUTION)
    assert (old.stopped_at, new.started_at, new.stopped_at) == (START, START + 2 * DAY, None)
    assert settled.case(case_id).due_at == START + 2 * DAY + 4 * HOUR


def test_a_snoozed_cases_deadline_runs_on_unless_the_policy_pauses_it(
    settled: Office, ann: Actor
) -> None:
    for pauses, due_at in ((False, START + 4 * HOUR), (True, START + 6 * HOUR)):
        start = settled.time.now
        settled.app = replace(settled.app, policy=replace(settled.app.policy, snooze_pauses=pauses))
        case_id = settled.case_for(f"Zoe {pauses}", "it is broken")
        case_actions.snooze(settled.app, ann, case_id, until=start + 2 * HOUR)
        settled.time.go(hours=2)
        case_actions.wake_due(settled.app)
        assert settled.case(case_id).due_at == start + (due_at - START)


def test_an_automatic_answer_leaves_the_customer_waiting_and_is_reported_apart(
    settled: Office, ann: Actor
) -> None:
    case_id = settled.case_for("Zoe", "it is broken")
    reply_id = settled.send(ann, case_id)
    with settled.app.database.write() as session:
        session.get_one(Reply, reply_id).approved_by = None
    settled.time.go(minutes=5)
    settled.deliver()
    case = settled.case(case_id)
    assert settled.reply(reply_id).status is ReplyStatus.SENT
    assert (case.reply_pending, case.waiting_since) == (False, START)
    assert case.due_at == START + 4 * HOUR
    (row,) = rows(settled, FIRST)
    assert (row.stopped_at, row.automatic_seconds) == (None, 300)
    settled.time.go(minutes=25)
    settled.send(ann, case_id, "A person here.")
    settled.deliver()
    report = sla_report.read(settled.app, zone=dt.UTC, days=1).metrics[FIRST].by_platform["x"]
    assert (report.p50_s, report.automatic, report.automatic_p50_s) == (1800, 1, 300)
    assert report.share_in_time == 1.0


def test_a_stopped_clock_keeps_the_terms_under_which_it_ran(settled: Office, ann: Actor) -> None:
    case_id = settled.case_for("Zoe", "it is broken")
    settled.time.go(hours=1)
    settled.send(ann, case_id)
    settled.deliver()
    settled.app = replace(settled.app, policy=SlaPolicy(targets=dict.fromkeys(TARGETS, MINUTE)))
    settled.arrive(settled.says("Zoe", "still broken", thread="1000"))
    assert rows(settled, FIRST)[0].due_at == START + 4 * HOUR
    assert rows(settled, NEXT)[0].due_at == START + HOUR + MINUTE
    first = sla_story.of_case(settled.app, case_id)[0].explanation
    assert first is not None
    assert (first.target, first.state) == (4 * HOUR, SlaState.MET)


def test_projecting_again_changes_nothing(settled: Office, ann: Actor) -> None:
    case_id = settled.case_for("Zoe", "it is broken")
    settled.send(ann, case_id)
    settled.deliver()
    settled.arrive(settled.says("Zoe", "there is fire", thread="1000"))
    before = [row.model_dump() for row in settled.rows(SlaClock)]
    case = settled.case(case_id).model_dump()
    with settled.app.database.write() as session:
        clocks.project(session, session.get_one(Case, case_id), settled.app)
    assert [row.model_dump() for row in settled.rows(SlaClock)] == before
    assert settled.case(case_id).model_dump() == case


def test_rows_that_were_lost_are_told_again_from_the_events(settled: Office, ann: Actor) -> None:
    case_id = settled.case_for("Zoe", "it is broken")
    settled.time.go(hours=1)
    settled.send(ann, case_id)
    settled.deliver()
    settled.arrive(settled.says("Zoe", "still broken", thread="1000"))
    before = [row.model_dump(exclude={"id"}) for row in settled.rows(SlaClock)]
    with settled.app.database.write() as session:
        for row in cases.clocks(session, case_id):
            session.delete(row)
        session.flush()
        clocks.project(session, session.get_one(Case, case_id), settled.app)
    told = [row.model_dump(exclude={"id"}) for row in settled.rows(SlaClock)]
    assert sorted(told, key=str) == sorted(before, key=str)


def test_after_a_merge_the_earlier_deadline_holds_when_the_customer_writes_again(
    settled: Office, ann: Actor
) -> None:
    calm = settled.case_for("Zoe", "where is my parcel")
    settled.time.go(minutes=10)
    hot = settled.case_for("Zoe", "there is fire")
    regrouping.merge(settled.app, ann, kept_id=calm, other_id=hot)
    settled.time.go(minutes=10)
    settled.arrive(settled.says("Zoe", "hello? where is my parcel", thread="1000"))
    assert settled.case(calm).due_at == START + 10 * MINUTE + HOUR
    (running,) = [row for row in rows(settled, FIRST) if row.stopped_at is None]
    assert running.due_at == START + 70 * MINUTE


def test_the_inbox_says_at_risk_when_the_calendar_says_so(office: Office, ann: Actor) -> None:
    under(office, calendar=office_hours("9-10", "16-19"))
    case_id = office.case_for("Zoe", "it is broken")
    states = []
    for _ in range(12):
        (row,) = inbox.rows(office.app, ann, InboxFilter())
        states.append(row.sla)
        office.time.go(hours=1)
    assert office.case(case_id).due_at == START + 10 * HOUR
    at_risk = [hour for hour, state in enumerate(states) if state is SlaState.AT_RISK]
    assert at_risk == [9, 10]


def test_the_case_page_tells_every_interval(settled: Office, ann: Actor) -> None:
    under(settled, calendar=office_hours("9-12", "13-17"))
    case_id = settled.case_for("Zoe", "it is broken")
    settled.time.go(hours=5)
    first, resolution = case_view.view(settled.app, ann, case_id).deadlines
    assert first.explanation is not None
    assert [(part.why, part.counted) for part in first.explanation.intervals] == [
        ("business hours", 3 * HOUR),
        ("break between shifts", 0 * HOUR),
        ("business hours", HOUR),
    ]
    assert (first.explanation.counted, resolution.metric) == (4 * HOUR, RESOLUTION)


@pytest.mark.parametrize("late", [False, True])
def test_what_wanted_no_answer_is_neither_in_time_nor_late(
    settled: Office, ann: Actor, late: bool
) -> None:
    case_id = settled.case_for("Zoe", "it is broken")
    settled.time.go(days=2 if late else 0, minutes=5)
    no_answer(settled, ann, case_id)
    metrics = sla_report.read(settled.app, zone=dt.UTC, days=3).metrics
    for metric in (FIRST, RESOLUTION):
        found = metrics[metric].all
        assert (found.in_time, found.late, found.running) == (0, 0, 0)
        assert (found.closed_unreached, found.share_in_time, found.p50_s) == (1, None, None)
    told = case_view.view(settled.app, ann, case_id).deadlines
    assert {(one.state, one.reached) for one in told} == {(SlaState.MET, False)}


def test_said_to_want_one_after_all_it_waits_from_the_start(settled: Office, ann: Actor) -> None:
    case_id = settled.case_for("Zoe", "it is broken")
    settled.time.go(days=2)
    no_answer(settled, ann, case_id)
    post = next(one for one in settled.rows(Mention) if one.case_id == case_id)
    corrections.correct(settled.app, ann, key(post.id), Head.NEEDS_ANSWER, YES)
    found = sla_report.read(settled.app, zone=dt.UTC, days=3).metrics[FIRST].all
    assert (found.late, found.running, found.closed_unreached) == (1, 1, 1)


def test_a_later_post_that_wanted_no_answer_makes_no_answer_late(
    settled: Office, ann: Actor
) -> None:
    first = settled.says("Zoe", "it is broken")
    case_id = settled.arrive(first)
    settled.send(ann, case_id)
    settled.deliver()
    settled.time.go(hours=1)
    settled.arrive(settled.says("Zoe", "the parcel is broken", under=first))
    settled.time.go(days=2)
    no_answer(settled, ann, case_id)
    metrics = sla_report.read(settled.app, zone=dt.UTC, days=3).metrics
    assert (metrics[FIRST].all.in_time, metrics[FIRST].all.late) == (1, 0)
    assert (metrics[NEXT].all.in_time, metrics[NEXT].all.late) == (0, 0)


def no_answer(office: Office, actor: Actor, case_id: int) -> None:
    """The newest post of the case wants none, somebody says."""
    post = max(key(one.id) for one in office.rows(Mention) if one.case_id == case_id)
    corrections.correct(office.app, actor, post, Head.NEEDS_ANSWER, NO)
