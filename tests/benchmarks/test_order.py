"""What the comparison of priority with arrival says it has shown."""

from __future__ import annotations

import pytest

from benchmarks import order


def run(urgent: float, ignored: int) -> dict[str, float]:
    return {
        "needing_answer": 600,
        "answered": 500,
        "replies_sent": 520,
        "urgent_on_time_share": urgent,
        "ignored_share": ignored / 600,
        "ignored": ignored,
        "answered_share": 0.8,
    }


@pytest.mark.parametrize(
    ("urgent", "ignored", "held"),
    [
        (0.151, (90, 90), (True, True)),
        (0.149, (90, 90), (False, True)),
        (0.3, (91, 90), (True, False)),
        (0.3, (93, 85), (True, True)),
    ],
)
def test_it_says_whether_priority_kept_what_is_claimed_of_it(
    urgent: float, ignored: tuple[int, int], held: tuple[bool, bool]
) -> None:
    runs = [{"priority": run(urgent, left), "fifo": run(0.1, 90)} for left in ignored]
    found = order.summary(runs)
    assert (found["priority_at_least_1_5_times"], found["ignores_no_more"]) == held
    assert order.as_table(found).endswith(
        f"priority_at_least_1_5_times: {str(held[0]).lower()}\n"
        f"ignores_no_more: {str(held[1]).lower()}"
    )


def test_where_arrival_answers_nothing_in_time_no_ratio_is_claimed() -> None:
    found = order.summary([{"priority": run(0.3, 90), "fifo": run(0.0, 90)}])
    assert not found["priority_at_least_1_5_times"]
