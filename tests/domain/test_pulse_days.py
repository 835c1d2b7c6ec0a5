"""Calendar days as slots, whatever the clocks do."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from domain.pulse import begin_of, slot_after
from domain.pulse_days import stretches

ZONES = ("UTC", "Europe/Amsterdam", "Asia/Kathmandu", "Pacific/Chatham", "Australia/Lord_Howe")


def begins(first: dt.date, days: int, zone: ZoneInfo) -> list[int]:
    dates = [first + dt.timedelta(days=number) for number in range(days + 1)]
    return [slot_after(dt.datetime.combine(one, dt.time.min, tzinfo=zone)) for one in dates]


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("first", [dt.date(2026, 2, 1), dt.date(2026, 9, 1)])
def test_each_slot_is_of_the_day_that_the_clock_says_though_clocks_change(
    name: str, first: dt.date
) -> None:
    zone = ZoneInfo(name)
    slots = begins(first, 90, zone)
    found = stretches(slots)
    assert len(found) <= 5, "few branches for the database"
    assert (found[0].since, found[-1].until) == (slots[0], slots[-1])
    for one in found:
        for slot in range(one.since, one.until):
            local = begin_of(slot).astimezone(zone).date()
            assert one.day_of(slot) == (local - first).days


def test_days_alike_are_one_stretch() -> None:
    (whole,) = stretches([0, 96, 192])
    assert (whole.since, whole.until, whole.length, whole.first) == (0, 192, 96, 0)
