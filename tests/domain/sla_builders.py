"""Calendars, moments and stories for the clocks' tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from domain.classification import Urgency
from domain.sla_calendar import Calendar, Shift, week_of
from domain.sla_clock import Reading, Step, StepKind, clocks_of, read
from domain.sla_policy import SlaMetric, SlaPolicy

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
QUARTER = 15 * MINUTE
MONDAY = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # daylight saving of half an hour
    "Asia/Kathmandu",
    "America/St_Johns",
    "Africa/Casablanca",
    "Africa/Cairo",  # changes at midnight
    "Pacific/Apia",  # had no 30 December 2011
)
"""Between 2006 and 2030 their distances from UTC are whole quarters of an hour."""
CHANGES = tuple(
    dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
    for text in (
        "2026-03-29T01:00",
        "2026-10-25T01:00",
        "2026-03-08T07:00",
        "2026-11-01T06:00",
        "2026-04-04T15:00",
        "2026-10-03T15:30",
        "2024-04-25T22:00",
        "2024-10-31T21:00",
        "2011-12-30T10:00",
    )
)
"""Moments at which one of the zones moved its wall clocks."""

near_changes = st.builds(
    lambda change, gap: change + gap,
    st.sampled_from(CHANGES),
    st.timedeltas(dt.timedelta(days=-3), dt.timedelta(days=3)),
)
quarters = st.integers(0, 96).map(lambda number: number * QUARTER)
shifts = st.builds(
    lambda ends: Shift(begins=min(ends), ends=max(ends)),
    st.lists(quarters, min_size=2, max_size=2, unique=True),
)
days = st.lists(shifts, max_size=3)
durations = st.timedeltas(dt.timedelta(0), 30 * HOUR)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Split shifts on some days of the week, in some zone, with some holidays."""
    week = week_of(dict(enumerate(draw(st.lists(days, min_size=7, max_size=7).filter(any)))))
    off = draw(st.frozensets(st.integers(0, 6), max_size=3))
    change = draw(st.sampled_from(CHANGES)).date()
    closed = {change + dt.timedelta(days=number - 3): f"day {number}" for number in off}
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    return Calendar(zone=zone, week=week, holiday=closed.get)


def office_hours(*times: str, zone: str = "UTC", holidays: Sequence[dt.date] = ()) -> Calendar:
    """Monday to Friday, "9-12" and the like; whole hours."""
    found = [tuple(map(int, text.split("-"))) for text in times or ("9-17",)]
    day = [Shift(begins=begins * HOUR, ends=ends * HOUR) for begins, ends in found]
    return Calendar(
        zone=ZoneInfo(zone),
        week=week_of(dict.fromkeys(range(5), day)),
        holiday=dict.fromkeys(holidays, "a holiday").get,
    )


def clocks(policy: SlaPolicy, *steps: Step) -> dict[SlaMetric, list[Reading]]:
    """The readings of a story, by metric."""
    found: dict[SlaMetric, list[Reading]] = {metric: [] for metric in SlaMetric}
    for clock in clocks_of(steps, snooze_pauses=policy.snooze_pauses):
        reading = read(clock, policy)
        if reading is not None:
            found[clock.metric].append(reading)
    return found


def asked(at: dt.datetime, urgency: Urgency = Urgency.NORMAL) -> Step:
    return Step(kind=StepKind.ASKED, at=at, urgency=urgency)


def answered(
    at: dt.datetime, *, automatic: bool = False, owed_since: dt.datetime | None = None
) -> Step:
    return Step(kind=StepKind.ANSWERED, at=at, automatic=automatic, owed_since=owed_since)


def step(kind: StepKind, at: dt.datetime) -> Step:
    return Step(kind=kind, at=at)
