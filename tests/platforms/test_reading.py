"""Readers of foreign JSON never raise, whatever they are given."""

from __future__ import annotations

import datetime as dt
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms import reading

JSON: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(JSON)
def test_every_reader_takes_everything(value: object) -> None:
    assert isinstance(reading.mapping(value), dict)
    assert isinstance(reading.items(value), list)
    assert isinstance(reading.identifier(value), str | None)
    assert isinstance(reading.number(value), int | None)
    assert isinstance(reading.name(value), str | None)
    assert isinstance(reading.instant(value), dt.datetime | None)


@given(JSON)
def test_what_is_made_storable_can_be_stored(value: object) -> None:
    stored = json.dumps(reading.storable(value), allow_nan=False, ensure_ascii=False)
    assert "\\u0000" not in stored
    stored.encode()


def test_what_lies_too_deep_is_dropped() -> None:
    deep: object = "bottom"
    for _ in range(50):
        deep = [deep]
    assert "bottom" not in json.dumps(reading.storable(deep))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_json_has_not_is_dropped(value: float) -> None:
    assert reading.storable({"n": value}) == {"n": None}


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-03-02T10:00:00.000Z", 10),
        ("2026-03-02T10:00:00+0000", 10),
        ("2026-03-02T10:00:00+02:00", 8),
        ("2026-03-02T10:00:00", 10),
    ],
)
def test_times_of_every_platform_are_aware(text: str, hour: int) -> None:
    assert reading.instant(text) == dt.datetime(2026, 3, 2, hour, tzinfo=dt.UTC)


@pytest.mark.parametrize("value", ["", "yesterday", None, 7, "0001-01-01T00:00:00+23:59"])
def test_other_times_are_none(value: object) -> None:
    assert reading.instant(value) is None


@pytest.mark.parametrize("value", ["", "a\x00b", "\ud83d", "é", "a" * 201, None, True, 1.5, {}])
def test_what_cannot_stand_in_a_request_is_no_id(value: object) -> None:
    assert reading.identifier(value) is None


def test_an_id_may_come_as_a_number() -> None:
    assert reading.identifier(123) == "123"
