"""Wrong passwords: how long the pauses are, and that nobody is shut out for ever."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lockout import ADDRESS, EVERYWHERE, HERE, Count, Limit, after_wrong

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def wrong(times: int, limit: Limit = HERE, *, at: dt.datetime = NOW) -> Count:
    found = Count()
    for _ in range(times):
        found = after_wrong(found, limit, now=at)
    return found


@pytest.mark.parametrize(
    ("times", "minutes"), [(1, 0), (4, 0), (5, 5), (9, 5), (10, 10), (15, 20), (20, 40), (25, 60)]
)
def test_each_fifth_wrong_try_pauses_twice_as_long_up_to_an_hour(times: int, minutes: int) -> None:
    found = wrong(times)
    assert found.pauses(NOW) is (minutes > 0)
    assert (found.until or NOW) - NOW == minutes * MINUTE


def test_a_pause_ends_by_itself() -> None:
    found = wrong(5)
    assert found.pauses(NOW + 5 * MINUTE - dt.timedelta(seconds=1))
    assert not found.pauses(NOW + 5 * MINUTE)


def test_what_was_wrong_long_ago_counts_no_more() -> None:
    found = wrong(4)
    just_before = NOW + HERE.forgotten_after - MINUTE
    assert after_wrong(found, HERE, now=just_before).pauses(just_before)
    later = NOW + HERE.forgotten_after
    assert after_wrong(found, HERE, now=later) == Count(wrong=1, last_at=later)


@given(
    st.sampled_from([HERE, ADDRESS, EVERYWHERE]),
    st.lists(st.integers(0, 100_000), min_size=1, max_size=200),
)
def test_no_pause_is_ever_longer_than_the_longest(limit: Limit, gaps: list[int]) -> None:
    found, now = Count(), NOW
    for gap in gaps:
        now += dt.timedelta(seconds=gap)
        if not found.pauses(now):
            found = after_wrong(found, limit, now=now)
        assert found.until is None or found.until - now <= limit.longest
