"""Silence is an alarm where posts were due, and only there."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.pace import HOUR, HOURS, Rhythm
from domain.silence import chance_of_silence, dispersion_of, is_too_quiet

MONDAY = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
OFFICE = Rhythm(rates=tuple(12.0 if 8 <= hour % 24 < 20 else 0.05 for hour in range(HOURS)))


def quiet(begin: int, end: int, dispersion: float = 2.0) -> bool:
    since, now = MONDAY + begin * HOUR, MONDAY + end * HOUR
    return is_too_quiet(OFFICE, dispersion=dispersion, since=since, now=now)


def test_a_quiet_night_is_no_alarm_and_a_quiet_morning_is() -> None:
    assert not quiet(20, 32)
    assert quiet(20, 34)


def test_posts_that_come_in_flocks_leave_longer_silences() -> None:
    assert quiet(9, 11, dispersion=2.0)
    assert not quiet(9, 11, dispersion=0.5)


def test_nothing_due_nothing_to_fear() -> None:
    assert chance_of_silence([], dispersion=1.0) == 1.0
    assert not quiet(9, 9)


@given(due=st.lists(st.floats(0, 50), max_size=20), k=st.floats(0.2, 50))
def test_more_due_makes_silence_less_likely(due: list[float], k: float) -> None:
    before, after = (chance_of_silence(one, dispersion=k) for one in (due, [*due, 1.0]))
    assert 0 <= after < before <= 1 or before == after == 0


def test_even_posts_are_dispersed_least_and_flocks_most() -> None:
    even = {MONDAY + hour * HOUR: 12 for hour in range(8, 20)}
    flocks = {MONDAY + 10 * HOUR: 140}
    assert dispersion_of(even, OFFICE, hours=24) == 50.0
    assert dispersion_of(flocks, OFFICE, hours=24) == pytest.approx(0.2)
