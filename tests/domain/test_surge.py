"""What is more than usual at this minute of the week."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.surge import LEAST, compared_with, is_surge, usual
from tests.domain.builders import NOW


@pytest.mark.parametrize(
    ("posts", "expected", "surge"),
    [(4, 0.5, False), (5, 0.5, False), (7, 0.5, True), (30, 20.0, False), (40, 20.0, True)],
)
def test_only_what_chance_hardly_makes_is_a_surge(posts: int, expected: float, surge: bool) -> None:
    assert is_surge(posts, expected) is surge


@given(st.integers(0, 10**6), st.floats(0.5, 10**6))
def test_more_posts_never_make_a_surge_less_and_few_are_never_one(
    posts: int, expected: float
) -> None:
    assert is_surge(posts + 1, expected) >= is_surge(posts, expected)
    assert not is_surge(min(posts, LEAST - 1), expected)


def test_one_bad_week_teaches_nothing_wrong() -> None:
    assert usual([10, 12, 11, 900], [500] * 6, 300.0) == 11.5


def test_with_too_few_weeks_days_tell_and_with_too_few_days_today() -> None:
    assert usual([10, None, None, None], [4, 6, None, 5, None, None], 99.0) == 5
    assert usual([10, None, None, None], [4, None, None, None, None, None], 2.5) == 2.5
    assert usual([], [], 0.0) > 0


def test_it_compares_the_same_minute_of_the_week_and_of_the_day() -> None:
    ends = compared_with(NOW)
    assert len(set(ends)) == len(ends)
    assert all((NOW - end) % dt.timedelta(days=1) == dt.timedelta(0) for end in ends)
    assert NOW - dt.timedelta(weeks=1) in ends
