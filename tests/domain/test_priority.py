"""Which case comes first, and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.classification import Urgency
from domain.priority import (
    DEFAULT_WEIGHTS,
    PriorityWeights,
    Standing,
    in_words,
    problem_with,
    rank,
    reasons,
    score,
)
from tests.domain.builders import HOUR, NOW, SECOND, urgencies

moments = st.datetimes(
    dt.datetime(2026, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
    dt.datetime(2036, 1, 1),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)
standings = st.builds(
    lambda since, wait, **values: Standing(waiting_since=since, due_at=since + wait, **values),
    since=moments,
    wait=st.timedeltas(HOUR, 72 * HOUR),
    urgency=urgencies,
    overdue=st.booleans(),
    followers=st.none() | st.integers(-1, 10**10),
    unanswered_posts=st.integers(0, 1000),
    ignored_before=st.integers(0, 9),
    tier=st.sampled_from([None, "gold", "silver", "unheard of"]),
    in_incident=st.booleans(),
    certainty=st.floats(0, 1),
)
TINY = 0.004
"""Scores are shown with three digits, so nearer ones may be shown as equal."""


def plain(urgency: Urgency, *, due_at: dt.datetime = NOW) -> Standing:
    return Standing(urgency=urgency, waiting_since=due_at - HOUR, due_at=due_at)


@given(standings, standings, moments)
@example(
    replace(plain(Urgency.HIGH), followers=1234),
    replace(plain(Urgency.HIGH, due_at=NOW - SECOND), followers=1233),
    NOW,
)
def test_the_rank_orders_as_the_score_does_at_any_moment(
    one: Standing, other: Standing, now: dt.datetime
) -> None:
    by_rank, by_score = rank(one) - rank(other), score(one, now) - score(other, now)
    assert by_rank == pytest.approx(by_score, abs=TINY)


@given(standings, moments, moments)
def test_time_adds_the_same_to_every_case(
    one: Standing, now: dt.datetime, later: dt.datetime
) -> None:
    grown = score(one, later) - score(one, now)
    assert grown == pytest.approx(DEFAULT_WEIGHTS.per_hour * ((later - now) / HOUR), abs=TINY)


@given(standings, st.sampled_from([one for one in Urgency if one is not Urgency.CRITICAL]))
def test_nothing_but_time_lifts_a_case_over_a_critical_one(one: Standing, urgency: Urgency) -> None:
    """With the same deadline, and after it with the same wait."""
    loud = replace(one, urgency=urgency, certainty=1.0)
    danger = replace(
        plain(Urgency.CRITICAL),
        waiting_since=one.waiting_since,
        due_at=one.due_at,
        overdue=one.overdue,
    )
    assert rank(loud) < rank(danger)


def test_ten_million_followers_lift_no_late_case_over_late_danger() -> None:
    """Each a few minutes past the deadline of its urgency: four hours, and one."""
    loud = Standing(
        urgency=Urgency.HIGH, waiting_since=NOW - 4.1 * HOUR, due_at=NOW - HOUR / 10, overdue=True,
        followers=10**7,
    )  # fmt: skip
    danger = Standing(
        urgency=Urgency.CRITICAL, waiting_since=NOW - 1.1 * HOUR, due_at=NOW - HOUR / 10,
        overdue=True,
    )  # fmt: skip
    assert rank(danger) > rank(loud)


@given(standings)
def test_of_two_that_miss_their_deadline_alike_danger_comes_first(one: Standing) -> None:
    late = replace(one, overdue=True)
    others = [urgency for urgency in Urgency if urgency is not Urgency.CRITICAL]
    in_danger = rank(replace(late, urgency=Urgency.CRITICAL))
    assert all(in_danger > rank(replace(late, urgency=urgency)) for urgency in others)


@given(standings, st.lists(standings, max_size=30), st.integers(1, 1000))
def test_any_case_is_first_in_the_end_while_others_arrive_each_hour(
    old: Standing, others: list[Standing], gap: int
) -> None:
    """However low it stands: what comes after enough hours stands below it, whatever it is."""
    weights = DEFAULT_WEIGHTS
    most = weights.critical + weights.overdue + weights.overdue_critical + weights.most_extra
    enough = (most + weights.unsure) / weights.per_hour + 72 + gap
    arrives = old.waiting_since + dt.timedelta(hours=enough)
    came_later = [
        replace(other, waiting_since=arrives, due_at=arrives + (other.due_at - other.waiting_since))
        for other in others
    ]
    assert all(rank(old) > rank(other) for other in came_later)


@given(standings, moments)
def test_the_reasons_add_up_to_the_score(one: Standing, now: dt.datetime) -> None:
    shares = [reason.share for reason in reasons(one, now)]
    assert sum(shares) == pytest.approx(score(one, now), abs=0.001)
    assert all(reason.text for reason in reasons(one, now))


@given(standings)
def test_whatever_speaks_for_a_case_never_moves_it_down_and_doubt_never_up(one: Standing) -> None:
    bare = replace(
        one, followers=None, unanswered_posts=1, ignored_before=0, tier=None, in_incident=False
    )
    assert rank(one) >= rank(bare)
    assert rank(replace(one, certainty=1.0)) >= rank(one)


@given(st.floats(0, 1), moments, st.booleans())
def test_doubt_never_puts_danger_behind_a_high_case_with_the_same_deadline_or_wait(
    certainty: float, due_at: dt.datetime, overdue: bool
) -> None:
    danger = replace(plain(Urgency.CRITICAL, due_at=due_at), certainty=certainty, overdue=overdue)
    assert rank(danger) >= rank(replace(plain(Urgency.HIGH, due_at=due_at), overdue=overdue))


@given(standings, st.sampled_from([Urgency.CRITICAL, Urgency.HIGH, Urgency.NORMAL]))
def test_a_missed_deadline_never_moves_a_case_down_by_more_than_its_head_start(
    one: Standing, urgency: Urgency
) -> None:
    before = rank(replace(one, urgency=urgency, overdue=False))
    assert rank(replace(one, urgency=urgency, overdue=True)) > before - DEFAULT_WEIGHTS.critical


def test_the_reasons_are_told_in_words() -> None:
    standing = Standing(
        urgency=Urgency.CRITICAL,
        waiting_since=NOW - 3 * HOUR,
        due_at=NOW - 2 * HOUR,
        overdue=True,
        followers=1_000_000,
        unanswered_posts=3,
        ignored_before=2,
        tier="gold",
        in_incident=True,
        certainty=0.75,
    )
    assert [reason.text for reason in reasons(standing, NOW)] == [
        "past its deadline, critical urgency",
        "has written 3 times",
        "ignored 2 times before",
        "gold customer",
        "part of an incident",
        "1,000,000 followers",
        "75% sure that an answer is owed",
        "waiting 3 h",
    ]


@pytest.mark.parametrize(
    ("followers", "part"), [(999, None), (1000, 0.2), (10_000_000, 1), (10**11, 1)]
)
def test_reach_counts_from_a_thousand_followers_up_to_a_limit(
    followers: int, part: float | None
) -> None:
    standing = replace(plain(Urgency.NORMAL), followers=followers)
    found = [reason.share for reason in reasons(standing, NOW) if "followers" in reason.text]
    expected = [] if part is None else [pytest.approx(part * DEFAULT_WEIGHTS.reach)]
    assert found == expected


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (PriorityWeights(reach=160), "followers never come before safety"),
        (PriorityWeights(overdue_critical=0), "must stay below overdue_critical (0)"),
        (PriorityWeights(overdue_critical=40), "must stay below overdue_critical (40)"),
        (PriorityWeights(repeat=100), "only waiting lifts a case over a critical one"),
        (PriorityWeights(per_hour=0), "wait for ever"),
        (PriorityWeights(high=float("nan")), "a number of at least 0"),
        (PriorityWeights(tiers={"gold": -1}), "a number of at least 0"),
        (PriorityWeights(high=500), "must be below critical minus high"),
    ],
)
def test_weights_that_break_a_promise_are_refused(weights: PriorityWeights, words: str) -> None:
    assert words in (problem_with(weights) or "")


def test_the_weights_that_come_with_the_product_keep_its_promises() -> None:
    assert problem_with(DEFAULT_WEIGHTS) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "under a minute"),
        (59, "under a minute"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (3660, "1 h 1 min"),
        (86_399, "23 h 59 min"),
        (86_400, "1 d"),
        (90_000, "1 d 1 h"),
        (-7200, "2 h"),
    ],
)
def test_a_duration_is_told_as_people_say_it(seconds: int, words: str) -> None:
    assert in_words(dt.timedelta(seconds=seconds)) == words


def test_at_its_second_a_case_is_due_and_a_second_later_overdue() -> None:
    standing = plain(Urgency.NORMAL)
    assert reasons(standing, NOW)[-1].text == "under a minute left"
    assert reasons(standing, NOW + SECOND)[-1].text == "overdue by under a minute"
