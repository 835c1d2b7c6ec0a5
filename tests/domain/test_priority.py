"""Which case comes first, and why."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.classification import Urgency
from domain.priority import (
    POINTS_PER_HOUR,
    REACH_SHARE_MAX,
    REPEAT_SHARE,
    URGENCY_SHARE,
    Standing,
    in_words,
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
    Standing,
    urgency=urgencies,
    due_at=moments,
    followers=st.none() | st.integers(-1, 10**10),
    unanswered_posts=st.integers(0, 1000),
)
TINY = 0.0021
"""Scores are shown with three digits, so nearer ones may be shown as equal."""


@given(standings, standings, moments)
@example(
    Standing(urgency=Urgency.HIGH, due_at=NOW, followers=1234),
    Standing(urgency=Urgency.HIGH, due_at=NOW - SECOND, followers=1233),
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
    assert grown == pytest.approx(POINTS_PER_HOUR * ((later - now) / HOUR), abs=TINY)


@given(standings, st.integers(0, 10**12), st.integers(0, 10**6))
def test_no_reach_and_no_repetition_lift_a_case_over_a_worse_urgency(
    one: Standing, followers: int, posts: int
) -> None:
    for urgency, above in ((Urgency.NORMAL, Urgency.HIGH), (Urgency.HIGH, Urgency.CRITICAL)):
        loud = Standing(
            urgency=urgency, due_at=one.due_at, followers=followers, unanswered_posts=posts
        )
        assert rank(loud) < rank(Standing(urgency=above, due_at=one.due_at))


@given(standings, standings)
def test_nothing_starves(old: Standing, new: Standing) -> None:
    """However bad what comes later is, a case that waits long enough comes before it."""
    most = URGENCY_SHARE[Urgency.CRITICAL] + REPEAT_SHARE + REACH_SHARE_MAX
    waited = Standing(
        urgency=old.urgency,
        due_at=new.due_at - dt.timedelta(hours=most / POINTS_PER_HOUR) - SECOND,
        followers=old.followers,
        unanswered_posts=old.unanswered_posts,
    )
    assert rank(waited) > rank(new)


@given(standings, moments)
def test_the_reasons_add_up_to_the_score(one: Standing, now: dt.datetime) -> None:
    shares = [reason.share for reason in reasons(one, now)]
    assert sum(shares) == pytest.approx(score(one, now), abs=0.001)
    assert all(reason.text for reason in reasons(one, now))


@given(standings)
def test_a_repeated_or_far_read_post_never_comes_later_for_it(one: Standing) -> None:
    plain = Standing(urgency=one.urgency, due_at=one.due_at)
    assert rank(one) >= rank(plain)


def test_the_reasons_are_told_in_words() -> None:
    standing = Standing(
        urgency=Urgency.CRITICAL,
        due_at=NOW - 2 * HOUR,
        followers=1_000_000,
        unanswered_posts=3,
    )
    assert [reason.text for reason in reasons(standing, NOW)] == [
        "critical urgency",
        "has written 3 times",
        "1,000,000 followers",
        "overdue by 2 h",
    ]


@pytest.mark.parametrize(
    ("followers", "share"), [(999, None), (1000, 10), (10_000_000, 50), (10**11, 50)]
)
def test_reach_counts_from_a_thousand_followers_up_to_a_limit(
    followers: int, share: float | None
) -> None:
    standing = Standing(urgency=Urgency.NORMAL, due_at=NOW, followers=followers)
    found = [reason.share for reason in reasons(standing, NOW) if "followers" in reason.text]
    assert found == ([] if share is None else [pytest.approx(share)])


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
    standing = Standing(urgency=Urgency.NORMAL, due_at=NOW)
    assert reasons(standing, NOW)[-1].text == "under a minute left"
    assert reasons(standing, NOW + SECOND)[-1].text == "overdue by under a minute"
