"""Business time: adding and measuring agree, in every zone and over every change of clocks."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import ConfigurationError
from domain.sla_calendar import ALWAYS, DAY, Calendar, Shift, week_of
from tests.domain.sla_builders import (
    HOUR,
    MINUTE,
    MONDAY,
    QUARTER,
    calendars,
    durations,
    near_changes,
    office_hours,
)

TICK = dt.timedelta(microseconds=1)
few_quarters = st.integers(0, 200)


@given(calendars(), near_changes, durations)
def test_what_is_added_is_what_is_measured(
    calendar: Calendar, start: dt.datetime, duration: dt.timedelta
) -> None:
    assert calendar.between(start, calendar.add(start, duration)) == duration


@given(calendars(), near_changes, durations.filter(bool))
def test_a_target_is_used_up_at_the_first_moment_that_uses_it_up(
    calendar: Calendar, start: dt.datetime, duration: dt.timedelta
) -> None:
    due = calendar.add(start, duration)
    assert calendar.between(start, due - TICK) == duration - TICK


@given(calendars(), near_changes, durations, durations)
def test_adding_twice_is_adding_the_sum(
    calendar: Calendar, start: dt.datetime, one: dt.timedelta, other: dt.timedelta
) -> None:
    assert calendar.add(calendar.add(start, one), other) == calendar.add(start, one + other)


@given(calendars(), st.lists(near_changes, min_size=3, max_size=3).map(sorted))
def test_measured_parts_add_up(calendar: Calendar, moments: list[dt.datetime]) -> None:
    first, second, third = moments
    parts = calendar.between(first, second) + calendar.between(second, third)
    assert parts == calendar.between(first, third)


@given(calendars(), near_changes, near_changes, durations, durations)
def test_who_comes_later_or_gets_longer_is_due_no_sooner(
    calendar: Calendar,
    one: dt.datetime,
    other: dt.datetime,
    short: dt.timedelta,
    more: dt.timedelta,
) -> None:
    early, late = sorted((one, other))
    assert calendar.add(early, short) <= calendar.add(late, short)
    assert calendar.add(early, short) <= calendar.add(early, short + more)


@given(calendars(), near_changes, few_quarters)
def test_a_moment_counts_where_the_wall_clock_shows_a_time_within_a_shift(
    calendar: Calendar, start: dt.datetime, number: int
) -> None:
    """The definition itself, looked up quarter by quarter: shifts and zones keep to quarters."""
    start = start.replace(minute=start.minute // 15 * 15, second=0, microsecond=0)
    counting = sum(_counts(calendar, start + one * QUARTER) for one in range(number))
    assert calendar.between(start, start + number * QUARTER) == counting * QUARTER


def _counts(calendar: Calendar, at: dt.datetime) -> bool:
    wall = at.astimezone(calendar.zone)
    since_midnight = wall.hour * HOUR + wall.minute * MINUTE
    assert calendar.week is not None
    return calendar.holiday(wall.date()) is None and any(
        shift.begins <= since_midnight < shift.ends for shift in calendar.week[wall.weekday()]
    )


@given(calendars(), near_changes, near_changes)
def test_the_spans_leave_no_gap_and_tell_their_neighbours_apart(
    calendar: Calendar, one: dt.datetime, other: dt.datetime
) -> None:
    start, end = sorted((one, other))
    spans = list(calendar.spans(start, end))
    edges = [start, *(span.ends_at for span in spans)]
    assert [span.begins_at for span in spans] == edges[:-1]
    assert edges[-1] == end or start == end
    assert all(span.begins_at < span.ends_at for span in spans)
    assert all(
        (left.counts, left.why) != (right.counts, right.why)
        for left, right in itertools.pairwise(spans)
    )


@given(near_changes, durations)
def test_day_and_night_is_wall_time(start: dt.datetime, duration: dt.timedelta) -> None:
    assert ALWAYS.add(start, duration) == start + duration
    assert ALWAYS.between(start, start + duration) == duration


@given(calendars(), near_changes, near_changes)
def test_business_time_never_exceeds_wall_time(
    calendar: Calendar, one: dt.datetime, other: dt.datetime
) -> None:
    start, end = sorted((one, other))
    assert dt.timedelta(0) <= calendar.between(start, end) <= end - start
    assert calendar.between(end, start) == dt.timedelta(0)


@given(calendars(), near_changes)
def test_the_next_open_moment_is_open_and_nothing_counts_before_it(
    calendar: Calendar, at: dt.datetime
) -> None:
    opens = calendar.next_open(at)
    assert calendar.between(at, opens) == dt.timedelta(0)
    assert calendar.between(opens, opens + TICK) == TICK


def test_an_hour_that_the_wall_clock_shows_twice_counts_twice_and_a_skipped_one_never() -> None:
    night = week_of({day: [Shift(begins=2 * HOUR, ends=3 * HOUR)] for day in range(7)})
    calendar = Calendar(zone=office_hours(zone="Europe/Berlin").zone, week=night)
    spring, autumn = (
        dt.datetime(2026, month, day, 12, tzinfo=dt.UTC) for month, day in ((3, 28), (10, 24))
    )
    assert calendar.between(spring, spring + DAY) == dt.timedelta(0)
    assert calendar.between(autumn, autumn + DAY) == 2 * HOUR


@pytest.mark.parametrize("use", [lambda c: c.add(MONDAY, HOUR), lambda c: c.next_open(MONDAY)])
def test_a_calendar_that_never_opens_is_a_mistake_of_the_settings(use) -> None:  # type: ignore[no-untyped-def]
    closed_for_ever = Calendar(week=office_hours().week, holiday=lambda day: "strike")
    with pytest.raises(ConfigurationError, match=r"no open time .* \[business_hours\]"):
        use(closed_for_ever)


def test_shifts_that_touch_or_overlap_are_one() -> None:
    parts = [Shift(begins=a * HOUR, ends=b * HOUR) for a, b in ((13, 18), (9, 12), (11, 13))]
    assert week_of({0: parts})[0] == (Shift(begins=9 * HOUR, ends=18 * HOUR),)
