"""The next hours are told from hours like them, and the telling is tried on the past."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.forecast import (
    HOUR,
    HOURS,
    LOOKS_BACK,
    Basis,
    Flow,
    Forecast,
    Queue,
    forecast,
)

NOW = dt.datetime(2026, 3, 18, 9, 20, tzinfo=dt.UTC)  # a Wednesday
THIS_HOUR = dt.datetime(2026, 3, 18, 9, tzinfo=dt.UTC)
Rhythm = Callable[[dt.datetime], int]


def history(came: Rhythm, ended: Rhythm, *, back: dt.timedelta = LOOKS_BACK) -> Flow:
    first = THIS_HOUR - back
    hours = [first + number * HOUR for number in range(back // HOUR)]
    return Flow(
        first=first,
        came={hour: came(hour) for hour in hours},
        ended={hour: ended(hour) for hour in hours},
    )


def told(flow: Flow, queue: Queue | None = None, **more: dt.tzinfo) -> Forecast:
    found = forecast(flow, queue or Queue(), now=NOW, zone=more.get("zone", dt.UTC))
    assert found is not None
    return found


def by_hour(hour: dt.datetime) -> int:
    return hour.hour


def ten(_hour: dt.datetime) -> int:
    return 10


def test_before_the_first_whole_hour_nothing_is_told() -> None:
    flow = Flow(first=NOW - dt.timedelta(minutes=15), came={}, ended={})
    assert forecast(flow, Queue(waiting=3), now=NOW, zone=dt.UTC) is None


def test_an_hour_brings_what_the_same_hour_of_the_week_brought() -> None:
    found = told(history(lambda hour: 20 if hour.weekday() == 2 else 2, ten))
    assert found.basis is Basis.WEEKS
    assert [one.begins_at.hour for one in found.hours] == list(range(9, 21))
    assert [round(one.coming, 2) for one in found.hours[1:]] == [20.0] * (HOURS - 1)
    assert found.trial is not None
    assert found.trial.error < 0.5 < found.trial.naive


def test_of_the_hour_that_runs_only_the_rest_is_ahead() -> None:
    found = told(history(ten, ten))
    assert found.hours[0].coming == pytest.approx(10 * 40 / 60)


def test_with_few_days_behind_us_the_days_tell() -> None:
    found = told(history(by_hour, ten, back=dt.timedelta(days=3)))
    assert found.basis is Basis.DAYS
    assert found.hours[3].coming == pytest.approx(12, abs=0.1)


def test_on_the_first_day_the_mean_so_far_tells() -> None:
    found = told(history(ten, ten, back=dt.timedelta(hours=5)))
    assert (found.basis, found.trial) == (Basis.SO_FAR, None)
    assert found.hours[1].coming == pytest.approx(10)


def test_a_busy_morning_makes_a_busy_day_expected() -> None:
    today = dt.date(2026, 3, 18)
    busy = told(history(lambda hour: 20 if hour.date() == today else 10, ten))
    assert 12 < busy.hours[1].coming < 20


def test_who_is_not_answered_waits_and_nobody_waits_below_zero() -> None:
    slow = told(history(ten, lambda _hour: 4), Queue(waiting=5))
    assert slow.hours[-1].waiting == pytest.approx(5 + 6 * (HOURS - 1) + 6 * 40 / 60)
    quick = told(history(ten, lambda _hour: 14), Queue(waiting=5))
    assert quick.hours[-1].waiting == 0


def test_deadlines_stand_in_the_hour_in_which_they_are() -> None:
    due = {THIS_HOUR: 2, THIS_HOUR + 3 * HOUR: 7}
    found = told(history(ten, ten), Queue(waiting=9, due=due))
    assert [one.due for one in found.hours[:5]] == [2, 0, 0, 7, 0]


def test_the_clock_of_the_brand_counts_across_the_change_to_summer_time() -> None:
    amsterdam = ZoneInfo("Europe/Amsterdam")
    now = dt.datetime(2026, 3, 31, 6, 0, tzinfo=dt.UTC)  # Tuesday, 8 o'clock; the change was on 29
    first = now - LOOKS_BACK
    hours = [first + number * HOUR for number in range(LOOKS_BACK // HOUR)]
    came = {hour: 30 * (9 <= hour.astimezone(amsterdam).hour < 17) for hour in hours}
    found = forecast(Flow(first=first, came=came, ended={}), Queue(), now=now, zone=amsterdam)
    assert found is not None
    assert [round(one.coming) for one in found.hours[2:8]] == [30] * 6
    assert found.hours[10].coming < 1


def test_four_hours_of_five_lie_in_the_interval() -> None:
    chance = random.Random(5)  # noqa: S311
    found = told(history(lambda hour: sum(chance.random() < 0.1 for _ in range(80)), ten))
    assert found.trial is not None
    assert 0.7 < found.trial.within < 0.95
    assert found.trial.error < found.trial.naive


counts = st.dictionaries(
    st.integers(1, 24 * 40).map(lambda number: THIS_HOUR - number * HOUR),
    st.integers(0, 5000),
    max_size=60,
)


@given(came=counts, ended=counts, back=st.integers(1, 24 * 40), waiting=st.integers(0, 10**6))
def test_no_past_makes_a_forecast_that_cannot_be(
    came: dict[dt.datetime, int], ended: dict[dt.datetime, int], back: int, waiting: int
) -> None:
    flow = Flow(first=THIS_HOUR - back * HOUR, came=came, ended=ended)
    for one in told(flow, Queue(waiting=waiting)).hours:
        assert 0 <= one.low <= one.coming <= one.high
        assert 0 <= one.waiting_low <= one.waiting <= one.waiting_high
        assert one.answered >= 0
