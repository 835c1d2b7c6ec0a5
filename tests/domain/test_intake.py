"""What a customer's post does to a case: a table, and a walk through everything that can happen."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.case import OPEN_STATUSES, CaseEventKind, CaseStatus
from domain.classification import Classification, Intent, Sentiment, Urgency
from domain.intake import (
    LONGEST_WAIT,
    SETTLED_ENOUGH,
    CaseFacts,
    ClockChange,
    Intake,
    take_in,
    waiting_from,
)
from domain.sla import SlaPolicy
from tests.domain.builders import HOUR, NOW, SECOND, judged, thanks, urgencies

POLICY = SlaPolicy()
UNSURE = 1 - SETTLED_ENOUGH + 0.01
WANTS_NOTHING = judged(Urgency.NONE, intent=Intent.OTHER, sentiment=Sentiment.NEUTRAL, owed=0.0)
moments = st.timedeltas(dt.timedelta(days=-40), dt.timedelta(days=40)).map(lambda gap: NOW + gap)


def facts(
    status: CaseStatus = CaseStatus.OPEN,
    urgency: Urgency = Urgency.NORMAL,
    *,
    waiting: bool | None = None,
    posts: int = 1,
) -> CaseFacts:
    """A case; an answer is owed where it is open, unless told otherwise."""
    owed = status is CaseStatus.OPEN if waiting is None else waiting
    return CaseFacts(
        status=status,
        urgency=urgency,
        waiting_since=NOW if owed else None,
        due_at=POLICY.due_at(urgency, NOW) if owed else None,
        unanswered_posts=posts if owed else 0,
    )


def take(
    found: Classification,
    current: CaseFacts | None = None,
    *,
    text: str = "some words",
    since: dt.datetime = NOW,
) -> Intake:
    return take_in(found, current, text=text, since=since, policy=POLICY)


def changed(intake: Intake) -> CaseFacts:
    assert intake.facts is not None
    return intake.facts


# --- the first post


@pytest.mark.parametrize("urgency", [Urgency.CRITICAL, Urgency.HIGH, Urgency.NORMAL])
def test_a_post_that_needs_an_answer_opens_a_case(urgency: Urgency) -> None:
    intake = take(judged(urgency))
    assert intake == Intake(
        needs_answer=True,
        facts=facts(urgency=urgency),
        certainty=judged(urgency).answer_probability,
        event=CaseEventKind.OPENED,
        clock=ClockChange.START,
    )


@pytest.mark.parametrize("found", [thanks(), WANTS_NOTHING])
def test_a_post_that_needs_none_opens_no_case(found: Classification) -> None:
    assert take(found) == Intake(needs_answer=False, facts=None)


def test_what_the_model_is_unsure_of_counts_as_normal() -> None:
    intake = take(judged(Urgency.NONE, abstained=True, owed=0.5))
    assert changed(intake) == facts(urgency=Urgency.NORMAL)


# --- an owed post, in every state


@pytest.mark.parametrize(
    ("status", "event"),
    [
        (CaseStatus.OPEN, CaseEventKind.CUSTOMER_WROTE),
        (CaseStatus.WAITING, CaseEventKind.CUSTOMER_WROTE),
        (CaseStatus.SNOOZED, CaseEventKind.CUSTOMER_WROTE),
        (CaseStatus.RESOLVED, CaseEventKind.REOPENED),
        (CaseStatus.NOT_ACTIONABLE, CaseEventKind.REOPENED),
    ],
)
def test_an_owed_post_opens_a_case_in_every_state(status: CaseStatus, event: CaseEventKind) -> None:
    intake = take(judged(), facts(status))
    assert intake.needs_answer
    assert changed(intake).status is CaseStatus.OPEN
    assert (intake.event, intake.clock) == (event, ClockChange.START)


def test_a_worse_post_raises_the_case_and_brings_its_deadline_forward() -> None:
    intake = take(judged(Urgency.CRITICAL), facts(), since=NOW + HOUR)
    assert intake.event is CaseEventKind.RAISED
    assert changed(intake).urgency is Urgency.CRITICAL
    assert changed(intake).due_at == NOW + 2 * HOUR
    assert changed(intake).waiting_since == NOW


def test_a_milder_post_neither_lowers_the_urgency_nor_moves_the_deadline() -> None:
    before = facts(urgency=Urgency.CRITICAL)
    after = changed(take(judged(Urgency.NORMAL), before, since=NOW + HOUR))
    assert after == replace(before, unanswered_posts=2)


def test_after_our_answer_the_urgency_is_that_of_the_new_post() -> None:
    answered = facts(CaseStatus.WAITING, Urgency.CRITICAL)
    after = changed(take(judged(Urgency.NORMAL), answered, since=NOW + HOUR))
    assert (after.urgency, after.unanswered_posts) == (Urgency.NORMAL, 1)
    assert (after.waiting_since, after.due_at) == (NOW + HOUR, NOW + 25 * HOUR)


def test_a_nudge_after_our_answer_is_as_urgent_as_what_it_asks_about() -> None:
    answered = facts(CaseStatus.WAITING, Urgency.HIGH)
    intake = take(WANTS_NOTHING, answered, text="??", since=NOW)
    assert intake.needs_answer
    assert changed(intake).urgency is Urgency.HIGH
    assert changed(intake).due_at == NOW + 4 * HOUR


def test_a_post_that_is_heard_late_moves_the_wait_back_to_when_it_was_written() -> None:
    after = changed(take(judged(), facts(), since=NOW - HOUR))
    assert (after.waiting_since, after.due_at) == (NOW - HOUR, NOW + 23 * HOUR)


# --- thanks


@pytest.mark.parametrize("status", [CaseStatus.WAITING, CaseStatus.SNOOZED])
def test_thanks_after_our_answer_settle_the_case_however_unsure(status: CaseStatus) -> None:
    intake = take(thanks(owed=UNSURE), facts(status))
    assert not intake.needs_answer
    assert changed(intake) == facts(CaseStatus.RESOLVED)
    assert (intake.event, intake.clock) == (CaseEventKind.RESOLVED, ClockChange.STOP)


@pytest.mark.parametrize("status", [CaseStatus.OPEN, CaseStatus.SNOOZED])
@pytest.mark.parametrize(("owed", "settled"), [(0.0, True), (UNSURE, False)])
def test_while_an_answer_is_owed_only_sure_thanks_settle_the_case(
    status: CaseStatus, owed: float, settled: bool
) -> None:
    before = facts(status, waiting=True)
    intake = take(thanks(owed=owed), before)
    assert changed(intake) == (facts(CaseStatus.RESOLVED) if settled else before)
    assert intake.clock is (ClockChange.STOP if settled else ClockChange.KEEP)


@pytest.mark.parametrize("status", [CaseStatus.RESOLVED, CaseStatus.NOT_ACTIONABLE])
def test_thanks_leave_a_closed_case_closed(status: CaseStatus) -> None:
    before = facts(status)
    intake = take(thanks(), before)
    assert (intake.facts, intake.clock) == (before, ClockChange.KEEP)
    assert intake.event is CaseEventKind.CUSTOMER_WROTE


@pytest.mark.parametrize("status", CaseStatus)
def test_a_post_that_wants_nothing_changes_nothing(status: CaseStatus) -> None:
    before = facts(status)
    intake = take(WANTS_NOTHING, before)
    assert (intake.facts, intake.clock, intake.needs_answer) == (before, ClockChange.KEEP, False)


# --- clocks that lie


@pytest.mark.parametrize(
    ("published_at", "since"),
    [
        (NOW, NOW),
        (NOW - HOUR, NOW - HOUR),
        (NOW + SECOND, NOW),
        (dt.datetime.max.replace(tzinfo=dt.UTC), NOW),
        (NOW - LONGEST_WAIT, NOW - LONGEST_WAIT),
        (NOW - LONGEST_WAIT - SECOND, NOW - LONGEST_WAIT),
        (dt.datetime.min.replace(tzinfo=dt.UTC), NOW - LONGEST_WAIT),
        (dt.datetime(1970, 1, 1, tzinfo=dt.UTC), NOW - LONGEST_WAIT),
    ],
)
def test_a_time_of_writing_is_believed_within_limits(
    published_at: dt.datetime, since: dt.datetime
) -> None:
    assert waiting_from(published_at, NOW) == since


@given(st.datetimes(timezones=st.just(dt.UTC)), moments)
def test_nobody_waits_longer_than_a_month_or_less_than_nothing(
    published_at: dt.datetime, heard_at: dt.datetime
) -> None:
    assert heard_at - LONGEST_WAIT <= waiting_from(published_at, heard_at) <= heard_at


# --- a long story


class CaseStory(RuleBasedStateMachine):
    """Customers write, agents answer, snooze, close and reopen, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.case: CaseFacts | None = None
        self.unanswered: list[tuple[Urgency, dt.datetime]] = []
        self.now = NOW

    @rule(
        urgency=urgencies,
        intent=st.sampled_from(Intent),
        sentiment=st.sampled_from(Sentiment),
        abstained=st.booleans(),
        doubt=st.none() | st.floats(0, 1),
        text=st.sampled_from(["where is my parcel", "??", "@brand ?", ""]),
        late=st.timedeltas(dt.timedelta(days=-1), dt.timedelta(days=40)),
    )
    def customer_writes(
        self,
        urgency: Urgency,
        intent: Intent,
        sentiment: Sentiment,
        abstained: bool,
        doubt: float | None,
        text: str,
        late: dt.timedelta,
    ) -> None:
        found = judged(urgency, intent=intent, sentiment=sentiment, abstained=abstained, owed=doubt)
        since = waiting_from(self.now - late, self.now)
        before = self.case
        intake = take(found, before, text=text, since=since)
        after = intake.facts
        if intake.needs_answer:
            assert after is not None
            self.unanswered.append((urgency, since))
            self.check_owed(before, after, since)
        elif after != before:
            self.check_settled(found, before, after)
            self.unanswered.clear()
        self.case = after

    def check_owed(self, before: CaseFacts | None, after: CaseFacts, since: dt.datetime) -> None:
        assert after.status is CaseStatus.OPEN
        assert after.waiting_since is not None
        assert after.due_at is not None
        assert after.waiting_since <= since
        if before is not None and before.waiting_since is not None:
            assert before.due_at is not None
            assert after.due_at <= before.due_at
            assert after.waiting_since <= before.waiting_since
            assert after.urgency.rank >= before.urgency.rank

    def check_settled(
        self, found: Classification, before: CaseFacts | None, after: CaseFacts | None
    ) -> None:
        assert before is not None
        assert after is not None
        assert before.status in OPEN_STATUSES
        assert after.status is CaseStatus.RESOLVED
        if before.waiting_since is not None:
            assert 1 - found.answer_probability >= SETTLED_ENOUGH

    @rule(gap=st.timedeltas(dt.timedelta(0), dt.timedelta(days=3)))
    def time_passes(self, gap: dt.timedelta) -> None:
        self.now += gap

    @precondition(lambda self: self.case is not None)
    @rule(status=st.sampled_from(CaseStatus))
    def somebody_acts(self, status: CaseStatus) -> None:
        """As the use cases do it: an answer or an end clears the wait, a snooze keeps it."""
        assert self.case is not None
        if status is CaseStatus.SNOOZED:
            self.case = replace(self.case, status=status)
            return
        waiting = self.now if status is CaseStatus.OPEN else None
        self.unanswered.clear()
        self.case = CaseFacts(
            status=status,
            urgency=self.case.urgency,
            waiting_since=waiting,
            due_at=waiting and POLICY.due_at(self.case.urgency, waiting),
            unanswered_posts=0,
        )

    @invariant()
    def an_open_case_waits_and_has_a_deadline(self) -> None:
        if self.case is not None and self.case.status is CaseStatus.OPEN:
            assert self.case.waiting_since is not None
            assert self.case.due_at is not None

    @invariant()
    def every_unanswered_post_is_counted_and_meets_its_own_deadline(self) -> None:
        if self.case is None:
            assert not self.unanswered
            return
        assert self.case.unanswered_posts == len(self.unanswered)
        for urgency, since in self.unanswered:
            own = POLICY.due_at(urgency, since) or POLICY.due_at(Urgency.NORMAL, since)
            assert self.case.due_at is not None
            assert own is not None
            assert self.case.due_at <= own
            assert self.case.urgency.rank >= urgency.rank


CaseStory.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestCaseStory = CaseStory.TestCase
