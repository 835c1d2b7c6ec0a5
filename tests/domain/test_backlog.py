"""When a backlog will have been read, out of what comes and what is judged."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from domain.backlog import WINDOW, Backlog, Minute, Trend, in_short, pace

NOW = dt.datetime(2026, 3, 2, 9, 0, 30, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
LONG = dt.timedelta(minutes=5)


def waits(number: int, *, arriving: float = 0.0, judged: float = 0.0) -> Backlog:
    return Backlog(waiting=number, oldest_for=LONG, arriving=arriving, judged=judged)


def test_it_clears_at_what_is_judged_beyond_what_comes() -> None:
    found = waits(3000, arriving=10, judged=20)
    assert (found.trend, found.clears_in) == (Trend.CLEARS, dt.timedelta(minutes=5))
    assert found.at_best == dt.timedelta(seconds=150)
    assert in_short(found) == (
        "3,000 posts wait for the model, the oldest for 5 min. 20.0 a second are judged, 10.0 "
        "come: clear in about 5 min. The most urgent are read first."
    )


def test_where_more_comes_than_is_judged_no_end_is_promised() -> None:
    found = waits(3000, arriving=20, judged=10)
    assert (found.trend, found.clears_in) == (Trend.GROWS, None)
    assert "it grows, clear in about 5 min if nothing more came" in in_short(found)


def test_where_nothing_is_judged_somebody_is_asked_to_look() -> None:
    found = waits(1)
    assert (found.trend, found.clears_in, found.at_best) == (Trend.STANDS, None, None)
    assert in_short(found).startswith("1 post waits for the model, the oldest for 5 min. None was")


def test_what_has_not_waited_long_or_is_judged_soon_is_no_backlog() -> None:
    assert Backlog(waiting=9000, oldest_for=MINUTE).trend is Trend.CLEAR
    assert waits(600, judged=10, arriving=20).trend is Trend.CLEAR
    assert waits(601, judged=10, arriving=20).trend is Trend.GROWS
    assert in_short(Backlog()) == ""


def test_pace_is_measured_over_the_last_minutes_and_the_one_under_way() -> None:
    minutes = [
        Minute(at=NOW.replace(second=0) - age * MINUTE, stored=150, judged=75) for age in range(6)
    ]
    assert pace(minutes, NOW) == (3 * 150 / 150, 3 * 75 / 150)
    assert pace([], NOW) == (0.0, 0.0)


def test_a_minute_of_a_clock_that_runs_ahead_is_left_out() -> None:
    assert pace([Minute(at=NOW + MINUTE, stored=10**6, judged=0)], NOW) == (0.0, 0.0)


rates = st.floats(0, 1e4)


@given(st.integers(0, 10**9), rates, rates)
def test_if_it_goes_on_so_the_backlog_is_empty_when_it_was_said(
    number: int, arriving: float, judged: float
) -> None:
    found = waits(number, arriving=arriving, judged=judged)
    if found.clears_in is None:
        assert number
        assert judged <= arriving
    elif found.clears_in < dt.timedelta(days=365):
        left = number - (judged - arriving) * found.clears_in.total_seconds()
        assert abs(left) <= 1 + 1e-6 * max(judged, 1)
    assert in_short(found) or found.trend is Trend.CLEAR


def test_the_window_is_a_few_whole_minutes() -> None:
    assert not WINDOW % MINUTE
