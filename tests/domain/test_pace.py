"""The interval is short where posts are due, and over time no more polls are made than usual."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import pace
from domain.pace import DAY, HOURS, LEAST, MOST, Pulse, Rhythm
from tests.domain.builders import HOUR, NOW

USUAL = dt.timedelta(minutes=5)
MONDAY = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
OFFICE = Rhythm(rates=tuple(9.0 if 8 <= hour % 24 < 20 else 1.0 for hour in range(HOURS)))
pulses = st.builds(
    Pulse, heard=st.floats(0, 1e4), due=st.floats(0, 1e4), credit=st.floats(-1e4, 1e4)
)


def wait(at: dt.datetime, pulse: Pulse | None = None, rhythm: Rhythm = OFFICE) -> float:
    return pace.interval(rhythm, pulse or Pulse(), usual=USUAL, now=at) / USUAL


def test_the_interval_follows_the_root_of_the_rate() -> None:
    night, noon = wait(MONDAY), wait(MONDAY + 12 * HOUR)
    assert night / noon == pytest.approx(3.0)


def test_a_week_by_the_rhythm_takes_as_many_polls_as_the_usual_interval() -> None:
    polls = sum(HOUR / (USUAL * wait(MONDAY + hour * HOUR)) for hour in range(HOURS))
    assert polls == pytest.approx(HOURS * HOUR / USUAL, rel=0.01)


def test_more_than_was_due_shortens_the_next_interval_and_silence_lengthens_it() -> None:
    calm = Pulse(heard=10, due=10)
    lively = pace.heard(calm, 40, due=1, passed=USUAL, usual=USUAL)
    quiet = pace.heard(calm, 0, due=5, passed=USUAL, usual=USUAL)
    assert wait(MONDAY, lively) < wait(MONDAY, calm) < wait(MONDAY, quiet)


def test_what_was_heard_fades() -> None:
    burst = Pulse(heard=500, due=1)
    later = pace.heard(burst, 0, due=0.1, passed=DAY, usual=USUAL)
    assert wait(MONDAY, burst) < 0.5 < wait(MONDAY, later)


@given(pulse=pulses, hour=st.integers(0, HOURS - 1))
def test_the_interval_stays_within_its_bounds(pulse: Pulse, hour: int) -> None:
    assert LEAST - 0.001 <= wait(MONDAY + hour * HOUR, pulse) <= MOST + 0.001


@given(brought=st.lists(st.integers(0, 50), min_size=1, max_size=300))
def test_who_overdraws_pays_back(brought: list[int]) -> None:
    pulse = Pulse()
    for posts in brought:
        passed = USUAL * wait(MONDAY, pulse)
        pulse = pace.heard(pulse, posts, due=0.1, passed=passed, usual=USUAL)
    assert abs(pulse.credit) <= DAY / USUAL
    poor = Pulse(heard=pulse.heard, due=pulse.due, credit=-DAY / USUAL)
    rich = Pulse(heard=pulse.heard, due=pulse.due, credit=DAY / USUAL)
    assert wait(MONDAY, rich) <= wait(MONDAY, poor)


def test_a_rhythm_is_learned_by_the_hour_of_the_week_and_rare_hours_are_shrunk() -> None:
    posts = {MONDAY + week * 7 * DAY + 12 * HOUR: 20 for week in range(8)}
    found = pace.learned(posts, since=MONDAY, until=MONDAY + 56 * DAY)
    monday_noon, tuesday_noon = found.at(MONDAY + 12 * HOUR), found.at(MONDAY + 36 * HOUR)
    assert 20 > monday_noon > tuesday_noon > found.at(MONDAY + 40 * HOUR) > 0


def test_without_posts_every_hour_is_alike() -> None:
    found = pace.learned({}, since=NOW, until=NOW)
    assert len(set(found.rates)) == 1
    assert wait(MONDAY, rhythm=found) == pytest.approx(1.0)


@given(minutes=st.integers(0, 60 * 24 * 20), shift=st.integers(0, 10_000))
def test_what_is_due_adds_up(minutes: int, shift: int) -> None:
    begin = MONDAY + shift * dt.timedelta(minutes=1)
    middle, end = (begin + minutes * dt.timedelta(minutes=one) for one in (1, 2))
    whole = OFFICE.due(begin, end)
    assert whole == pytest.approx(OFFICE.due(begin, middle) + OFFICE.due(middle, end))
