"""Vectors that are stored small and compared in bulk."""

from __future__ import annotations

import pytest

from classifier.nearness import alike, pack, to_mean_and_nearest, unpack

NORTH, EAST, SOUTH = pack([0, 1]), pack([1, 0]), pack([0, -1])
NORTH_EAST = pack([0.7, 0.7])


def test_a_vector_comes_back_at_unit_length() -> None:
    assert unpack([pack([3, 4])])[0].tolist() == pytest.approx([0.6, 0.8], abs=1e-3)


def test_pairs_are_those_near_enough() -> None:
    assert alike([NORTH, EAST, SOUTH, NORTH_EAST], 0.7) == [(0, 3), (1, 3)]


def test_the_mean_of_others_and_the_nearest_are_told() -> None:
    to_mean, to_nearest = to_mean_and_nearest(NORTH, [NORTH, EAST])
    assert (to_mean, to_nearest) == pytest.approx((0.707, 1.0), abs=1e-3)


@pytest.mark.parametrize(("row", "others"), [(b"", [NORTH]), (NORTH, []), (NORTH, [b""])])
def test_what_has_no_vector_is_near_to_nothing(row: bytes, others: list[bytes]) -> None:
    assert to_mean_and_nearest(row, others) == (0.0, 0.0)
    assert alike([b"", b""], 0.1) == []
