"""When the benchmark that kills workers says that all holds."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.chaos_paired import FAULTS, compare, excess_by_chance

GOOD: dict[str, Any] = dict.fromkeys(FAULTS, 0) | {"kills_before_a_poll": 0}


def a_run(*wrong: str, **more: int) -> dict[str, Any]:
    return GOOD | {"wrong_examples": list(wrong)} | more


def test_what_is_wrong_in_both_runs_speaks_against_neither() -> None:
    found = compare(a_run("parted: a", "parted: b"), a_run("parted: b", "parted: a"))
    assert (found["wrong_only_with_kills"], found["wrong_only_without"]) == ([], [])
    assert found["holds"]


def test_a_matter_parted_once_more_counts_once() -> None:
    found = compare(a_run("parted: a", "parted: a"), a_run("parted: a"))
    assert found["wrong_only_with_kills"] == ["parted: a"]


def test_a_few_that_differ_either_way_are_chance() -> None:
    assert compare(a_run("a", "b"), a_run("c"))["holds"]


def test_many_more_with_kills_are_no_chance() -> None:
    assert compare(a_run(*"abcdef"), a_run("z"))["holds"]
    assert not compare(a_run(*"abcdefg"), a_run("z"))["holds"]


@pytest.mark.parametrize("fault", [*FAULTS, "kills_before_a_poll"])
def test_nothing_lost_or_done_twice_is_ever_chance(fault: str) -> None:
    assert not compare(a_run(**{fault: 1}), a_run())["holds"]


@pytest.mark.parametrize(
    ("ours", "theirs", "probability"), [(0, 0, 1), (2, 1, 1 / 2), (5, 0, 1 / 32), (0, 5, 1)]
)
def test_the_sign_test_is_exact(ours: int, theirs: int, probability: float) -> None:
    assert excess_by_chance("x" * ours, "x" * theirs) == pytest.approx(probability)
