"""The ledger by age and hour: every post stands once, on the reader's clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ledger import Reason
from domain.ledger_groups import Age, Group, age_of, by_age, by_hour, groups
from domain.pulse import slot_of

NOW = dt.datetime(2026, 3, 18, 9, 20, tzinfo=dt.UTC)
parts = st.builds(
    lambda pending, ignored, settled: Group(
        needed=pending + ignored + settled, pending=pending, ignored=ignored
    ),
    *(st.integers(0, 9) for _ in range(3)),
)
slots = st.dictionaries(st.integers(slot_of(NOW) - 9000, slot_of(NOW)), parts)
zones = st.sampled_from(["UTC", "Asia/Kolkata", "Europe/Athens", "Australia/Lord_Howe"])


@given(slots, zones)
def test_every_post_has_one_age_and_one_hour(found: dict[int, Group], zone: str) -> None:
    whole = sum(found.values(), Group())
    assert sum(by_age(found, NOW).values(), Group()) == whole
    assert sum(by_hour(found, ZoneInfo(zone)).values(), Group()) == whole


def test_an_hour_is_that_of_the_readers_clock_in_zones_of_half_hours_too() -> None:
    at = dt.datetime(2026, 3, 18, 9, 15, tzinfo=dt.UTC)
    found = by_hour({slot_of(at): Group(needed=1)}, ZoneInfo("Asia/Kolkata"))
    assert [hour for hour, group in found.items() if group.needed] == [14]  # 14:45


@pytest.mark.parametrize(
    ("hours", "age"),
    [(0, Age.HOUR), (1, Age.MORNING), (4, Age.DAY), (24, Age.DAYS), (72, Age.WEEK), (168, "older")],
)
def test_an_age_begins_where_the_one_before_ends(hours: int, age: str) -> None:
    older = Age.OLDER if age == "older" else age
    assert age_of(dt.timedelta(hours=hours)) == older


def test_what_is_neither_pending_nor_ignored_is_settled() -> None:
    left = [("x", Reason.NOT_DUE, 2), ("x", Reason.ON_ITS_WAY, 1), ("x", Reason.NEVER_SEEN, 4)]
    found = groups({"x": 10, "facebook": 1}, left)
    assert found == {
        "x": Group(needed=10, pending=3, ignored=4),
        "facebook": Group(needed=1),
    }
    assert (found["x"].settled, found["x"].share.part, found["x"].share.whole) == (3, 4, 10)
