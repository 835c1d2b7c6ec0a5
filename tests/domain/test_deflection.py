"""Solved is who did not come back, and a share of few says little."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deflection import PATIENCE, solved
from domain.share import Share
from tests.domain.builders import NOW

JUST = dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("back", "since", "found"),
    [
        (True, JUST, False),
        (True, PATIENCE, False),
        (False, PATIENCE - JUST, None),
        (False, PATIENCE, True),
    ],
)
def test_who_has_not_come_back_in_a_week_is_solved(
    back: bool, since: dt.timedelta, found: bool | None
) -> None:
    assert solved(sent_at=NOW, came_back=back, now=NOW + since) is found


@given(st.integers(1, 500), st.data())
def test_the_share_lies_in_its_interval_and_the_interval_between_nothing_and_all(
    tries: int, data: st.DataObject
) -> None:
    successes = data.draw(st.integers(0, tries))
    low, high = Share(part=successes, whole=tries).interval
    assert 0 <= low <= successes / tries + 1e-9
    assert successes / tries - 1e-9 <= high <= 1


def test_one_success_proves_little_and_a_hundred_much() -> None:
    assert Share(part=1, whole=1).interval[0] < 0.25
    assert Share(part=100, whole=100).interval[0] > 0.95
    assert Share().interval == (0.0, 1.0)
