"""The ledger: every mention in exactly one row, the earliest settlement first."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case import CaseStatus
from domain.ledger import (
    PENDING,
    Asked,
    CaseStory,
    Closing,
    NativeAnswer,
    PostRef,
    Reason,
    SentReply,
    Settlement,
    Standing,
    expected,
    reason,
    settle,
)
from domain.reply import ReplyStatus

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def asked(number: int = 1, *, at: int = 0, needs: bool = True, decided: bool = True) -> Asked:
    when = NOON + at * HOUR
    return Asked(id=number, published_at=when, judged_at=when, decided=decided, needs_answer=needs)


def reply(to: int = 1, *, to_at: int = 0, at: int = 1) -> SentReply:
    when = NOON + at * HOUR
    answered = PostRef(id=to, published_at=NOON + to_at * HOUR)
    return SentReply(to=answered, approved_at=when, sent_at=when)


def closing(settlement: Settlement, *, at: int) -> Closing:
    return Closing(at=NOON + at * HOUR, settlement=settlement)


def test_a_reply_answers_what_the_agent_had_read_and_nothing_later() -> None:
    story = CaseStory(replies=(reply(to=2, to_at=1, at=2),))
    assert settle(asked(1, at=0), story) is Settlement.ANSWERED_HERE
    assert settle(asked(2, at=1), story) is Settlement.ANSWERED_HERE
    assert settle(asked(3, at=3), story) is Settlement.OPEN


def test_what_settled_it_first_counts() -> None:
    thanks = closing(Settlement.SELF_RESOLVED, at=1)
    late = CaseStory(replies=(reply(at=2),), closings=(thanks,))
    assert settle(asked(), late) is Settlement.SELF_RESOLVED
    soon = CaseStory(replies=(reply(at=0),), closings=(thanks,))
    assert settle(asked(), soon) is Settlement.ANSWERED_HERE


def test_at_the_same_moment_an_answer_comes_before_a_word() -> None:
    story = CaseStory(
        native=(NativeAnswer(to_id=1, at=NOON + HOUR),),
        closings=(closing(Settlement.NOT_FOR_US, at=1),),
    )
    assert settle(asked(), story) is Settlement.ANSWERED_NATIVELY


def test_a_word_about_a_case_says_nothing_of_what_came_later() -> None:
    story = CaseStory(closings=(closing(Settlement.NOT_FOR_US, at=1),))
    assert settle(asked(at=2), story) is Settlement.OPEN


def test_thanks_say_nothing_of_what_was_asked_after_them_though_both_were_heard_together() -> None:
    heard = NOON + 5 * HOUR
    before, after = (
        replace(asked(number, at=at), judged_at=heard) for number, at in ((1, 0), (3, 2))
    )
    thanks = PostRef(id=2, published_at=NOON + HOUR)
    word = Closing(at=heard, settlement=Settlement.SELF_RESOLVED, said_in=thanks)
    story = CaseStory(closings=(word,))
    assert settle(before, story) is Settlement.SELF_RESOLVED
    assert settle(after, story) is Settlement.OPEN


def test_a_correction_comes_before_everything() -> None:
    story = CaseStory(replies=(reply(),))
    assert settle(asked(needs=False), story) is Settlement.CORRECTED
    assert settle(asked(needs=False, decided=False), story) is Settlement.NOT_NEEDED
    assert settle(asked(needs=True, decided=False), CaseStory()) is Settlement.OPEN


hours = st.integers(min_value=0, max_value=6)
stories = st.builds(
    CaseStory,
    replies=st.lists(st.builds(reply, to=st.integers(1, 5), to_at=hours, at=hours)).map(tuple),
    native=st.lists(
        st.builds(
            NativeAnswer,
            to_id=st.none() | st.integers(1, 5),
            at=hours.map(lambda at: NOON + at * HOUR),
        )
    ).map(tuple),
    closings=st.lists(
        st.builds(
            closing,
            st.sampled_from([Settlement.SELF_RESOLVED, Settlement.NOT_FOR_US]),
            at=hours,
        )
    ).map(tuple),
)


@given(post=st.builds(asked, st.integers(1, 5), at=hours), story=stories)
def test_it_is_settled_if_and_only_if_something_in_the_case_settles_it(
    post: Asked, story: CaseStory
) -> None:
    ways: dict[Settlement, list[bool]] = {
        Settlement.ANSWERED_HERE: [one.answers(post) for one in story.replies],
        Settlement.ANSWERED_NATIVELY: [one.answers(post) for one in story.native],
    }
    for closing in story.closings:
        ways.setdefault(closing.settlement, []).append(closing.covers(post))
    possible = {row for row, found in ways.items() if any(found)}
    assert settle(post, story) in (possible or {Settlement.OPEN})


@given(post=st.builds(asked, st.integers(1, 5), at=hours), story=stories, decided=st.booleans())
def test_what_needs_no_answer_stands_in_the_sum_only_if_the_rules_had_asked_for_one(
    post: Asked, story: CaseStory, decided: bool
) -> None:
    wanted = Settlement.CORRECTED if decided else Settlement.NOT_NEEDED
    assert settle(replace(post, needs_answer=False, decided=decided), story) is wanted


@given(post=st.builds(asked, st.integers(1, 5), at=hours), story=stories)
def test_what_stood_in_another_case_is_settled_only_by_what_was_said_to_it(
    post: Asked, story: CaseStory
) -> None:
    away = frozenset({post.id})
    apart = CaseStory(
        replies=tuple(replace(one, elsewhere=away) for one in story.replies),
        native=tuple(replace(one, elsewhere=away) for one in story.native),
        closings=tuple(replace(one, about=frozenset()) for one in story.closings),
    )
    to_it = [one for one in story.replies if one.to.id == post.id]
    to_it_natively = [one for one in story.native if one.to_id == post.id]
    assert (settle(post, apart) is Settlement.OPEN) is (not to_it and not to_it_natively)


@given(post=st.builds(asked, st.integers(1, 5), at=hours), story=stories)
def test_the_order_in_which_facts_are_read_changes_nothing(post: Asked, story: CaseStory) -> None:
    backwards = CaseStory(
        replies=story.replies[::-1], native=story.native[::-1], closings=story.closings[::-1]
    )
    assert settle(post, story) is settle(post, backwards)


@given(post=st.builds(asked, st.integers(1, 5), at=hours), story=stories)
def test_what_is_settled_stays_settled_when_more_happens(post: Asked, story: CaseStory) -> None:
    before = settle(post, story)
    later = Closing(at=NOON + 10 * HOUR, settlement=Settlement.NOT_FOR_US)
    after = settle(
        post,
        CaseStory(replies=story.replies, native=story.native, closings=(*story.closings, later)),
    )
    assert after is before or before is Settlement.OPEN


def standing(**known: object) -> Standing:
    values: dict[str, object] = {
        "late": True,
        "status": CaseStatus.OPEN,
        "reply": None,
        "answerable": True,
        "seen": False,
    }
    return Standing(**(values | known))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        ({}, Reason.NEVER_SEEN),
        ({"seen": True}, Reason.SEEN_AND_LEFT),
        ({"late": False, "seen": True}, Reason.NOT_DUE),
        ({"status": CaseStatus.SNOOZED, "seen": True}, Reason.SNOOZED_PAST_DEADLINE),
        ({"reply": ReplyStatus.REJECTED, "seen": True}, Reason.REPLY_FAILED),
        ({"reply": ReplyStatus.FAILED}, Reason.REPLY_FAILED),
        ({"reply": ReplyStatus.UNKNOWN}, Reason.REPLY_IN_DOUBT),
        ({"reply": ReplyStatus.APPROVED}, Reason.ON_ITS_WAY),
        ({"reply": ReplyStatus.SENDING}, Reason.ON_ITS_WAY),
        ({"reply": ReplyStatus.APPROVED, "held": True}, Reason.REPLY_HELD),
        ({"reply": ReplyStatus.APPROVED, "held": True, "late": False}, Reason.ON_ITS_WAY),
        ({"reply": ReplyStatus.AWAITING_APPROVAL, "seen": True}, Reason.AWAITING_APPROVAL),
        ({"reply": ReplyStatus.AWAITING_APPROVAL, "late": False}, Reason.ON_ITS_WAY),
        ({"answerable": False, "seen": True}, Reason.POLICY_FORBIDS),
        ({"status": CaseStatus.RESOLVED, "late": False}, Reason.CLOSED_UNANSWERED),
    ],
)
def test_the_reason_is_what_somebody_would_have_to_mend(
    known: dict[str, object], wanted: Reason
) -> None:
    assert reason(standing(**known)) is wanted


def test_what_is_late_is_ignored_unless_its_reply_goes_out_now_and_the_rest_is_pending() -> None:
    for late, status, last, answerable, seen, held in itertools.product(
        (True, False),
        CaseStatus,
        (None, *ReplyStatus),
        (True, False),
        (True, False),
        (True, False),
    ):
        found = reason(
            standing(
                late=late, status=status, reply=last, answerable=answerable, seen=seen, held=held
            )
        )
        closed = status in (CaseStatus.RESOLVED, CaseStatus.NOT_ACTIONABLE)
        goes_out = last in (ReplyStatus.APPROVED, ReplyStatus.SENDING) and not held
        assert (found in PENDING) is (not closed and (not late or goes_out))


def test_the_interval_is_that_of_a_poisson_binomial_and_stays_possible() -> None:
    sure = expected(10, 10.0, 0.0)
    assert (sure.number, sure.low, sure.high) == (10.0, 10.0, 10.0)
    even = expected(100, 50.0, 25.0)
    assert (even.number, round(even.low, 1), round(even.high, 1)) == (50.0, 40.2, 59.8)
    few = expected(2, 1.0, 0.5)
    assert (few.low, few.high) == (0.0, 2.0)
