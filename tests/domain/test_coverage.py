"""Spans: nothing is gained and nothing is lost by joining and cutting them."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.coverage import Slot, Span, joined, share, slots, without
from tests.domain.builders import HOUR, NOW

MINUTE = dt.timedelta(minutes=1)


def span(since: int, until: int) -> Span:
    return Span(since=NOW + since * MINUTE, until=NOW + until * MINUTE)


def minutes(*spans: Span) -> set[int]:
    """The minutes that are covered."""
    return {
        minute
        for one in spans
        for minute in range((one.since - NOW) // MINUTE, (one.until - NOW) // MINUTE)
    }


spans = st.tuples(st.integers(-60, 60), st.integers(0, 30)).map(
    lambda pair: span(pair[0], pair[0] + pair[1])
)


@given(given_spans=st.lists(spans))
def test_joining_covers_the_same_time_in_spans_that_do_not_touch(given_spans: list[Span]) -> None:
    found = joined(given_spans)
    assert minutes(*found) == minutes(*given_spans)
    assert all(a.until < b.since for a, b in pairwise(found))


@given(whole=spans, holes=st.lists(spans))
def test_what_is_cut_out_and_what_is_left_are_the_whole(whole: Span, holes: list[Span]) -> None:
    left = without(whole, holes)
    assert minutes(*left) == minutes(whole) - minutes(*holes)


@given(whole=spans, proven=st.lists(spans))
def test_the_share_is_that_of_the_minutes(whole: Span, proven: list[Span]) -> None:
    all_of_it = minutes(whole)
    expected = len(all_of_it & minutes(*proven)) / len(all_of_it) if all_of_it else 1.0
    assert share(whole, proven) == pytest.approx(expected)


def test_a_span_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="can't end"):
        span(1, 0)


def test_a_stretch_is_as_bad_as_its_worst_part() -> None:
    day = Span(since=NOW, until=NOW + 4 * HOUR)
    found = slots(day, 4, proven=[span(70, 200)], reported=[span(200, 210)])
    assert found == (Slot.BEFORE, Slot.COMPLETE, Slot.COMPLETE, Slot.REPORTED)
    found = slots(day, 4, proven=[span(0, 130), span(180, 239)], reported=[])
    assert found == (Slot.COMPLETE, Slot.COMPLETE, Slot.OPEN, Slot.OPEN)
