"""What the long run says of itself."""

from __future__ import annotations

from benchmarks.soak_curve import Look, Waited, curve, flat, grown


def _rows(*, memory_step: int = 0, wait_step: float = 0.0) -> list[dict[str, object]]:
    looks = [
        Look(at=at, memory_mb=500 + memory_step * at // 60, inbox_ms=20, waiting=at % 7,
             open_cases=at, file_mb=1)
        for at in range(0, 3600, 5)
    ]  # fmt: skip
    waits = [Waited(at, 10 + wait_step * at) for at in range(3600)]
    return curve(looks, waits, seconds=3600, slices=12)


def test_each_slice_of_the_hour_has_its_own_figures() -> None:
    rows = _rows()
    assert [row["until_minute"] for row in rows] == [5.0 * n for n in range(1, 13)]
    assert rows[0]["posts"] == 300
    assert rows[0]["open_cases"] == 295


def test_an_hour_in_which_nothing_grows_is_flat() -> None:
    growth = grown(_rows())
    assert set(growth.values()) == {1.0}
    assert flat(growth)


def test_a_worker_that_grows_is_not_flat() -> None:
    growth = grown(_rows(memory_step=5))
    assert growth["memory_mb"] > 1.1
    assert not flat(growth)


def test_waits_that_grow_are_not_flat() -> None:
    assert not flat(grown(_rows(wait_step=0.05)))


def test_a_slice_that_was_never_looked_at_is_left_out() -> None:
    rows = curve([], [Waited(1, 1)], seconds=3600, slices=12)
    assert rows == []
