"""The weekly report is due once a week, on the clock of whoever reads it."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.weekly import WEEK, WeeklyRules, due_now, last_due, number_of, week_before

BERLIN = ZoneInfo("Europe/Berlin")
RULES = WeeklyRules(to=("boss",), weekday=0, at=dt.time(8), zone=BERLIN)


def utc(day: int, hour: int, minute: int = 0, month: int = 3) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=dt.UTC)


def test_it_is_due_on_the_day_at_the_hour_of_the_readers_clock() -> None:
    assert last_due(RULES, utc(2, 7)) == utc(2, 7)
    assert last_due(RULES, utc(2, 6, 59)) == utc(23, 7, month=2)
    assert last_due(RULES, utc(30, 6)) == utc(30, 6), "summer time"


def test_what_nobody_could_send_for_three_days_is_not_sent_any_more() -> None:
    assert due_now(RULES, utc(5, 7)) == utc(2, 7)
    assert due_now(RULES, utc(5, 7, 1)) is None


def test_it_tells_of_whole_days_of_that_clock_also_over_a_change_of_clocks() -> None:
    begin, end = week_before(utc(30, 6), BERLIN)
    assert (begin, end) == (utc(22, 23), utc(29, 22))
    assert week_before(utc(30, 6), BERLIN, weeks=2)[1] == begin


zones = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"])


@settings(max_examples=40)
@given(
    st.integers(0, 6),
    st.integers(0, 23),
    zones,
    st.integers(0, 60 * 24 * 365),
    st.integers(1, 400),
)
def test_each_week_has_one_number_whenever_it_is_asked(
    weekday: int, hour: int, zone: str, at: int, minutes: int
) -> None:
    rules = WeeklyRules(weekday=weekday, at=dt.time(hour), zone=ZoneInfo(zone))
    now = utc(1, 0, month=1) + dt.timedelta(minutes=at)
    due = last_due(rules, now)
    assert due <= now < due + WEEK + dt.timedelta(hours=2)
    assert due.astimezone(rules.zone).weekday() == weekday
    later = now + dt.timedelta(minutes=minutes)
    one, other = number_of(due, rules), number_of(last_due(rules, later), rules)
    assert other in (one, one + 7)
