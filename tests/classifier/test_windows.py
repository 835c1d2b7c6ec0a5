"""Windows over long texts, and batches."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from classifier.windows import batches, padded, windows


def test_a_short_text_is_one_window() -> None:
    assert windows([0, 9, 5, 2], opening=2, size=4, limit=3) == [[0, 9, 5, 2]]


def test_windows_begin_and_end_with_the_text_and_repeat_the_opening() -> None:
    ids = [0, 9, *range(10, 20), 2]
    assert windows(ids, opening=2, size=7, limit=4) == [
        [0, 9, 10, 11, 12, 13, 2],
        [0, 9, 13, 14, 15, 16, 2],
        [0, 9, 16, 17, 18, 19, 2],
    ]


def test_the_limit_leaves_gaps_in_the_middle_only() -> None:
    found = windows([0, *range(10, 110), 2], opening=1, size=12, limit=2)
    assert [list(one[1:-1]) for one in found] == [list(range(10, 20)), list(range(100, 110))]


@given(length=st.integers(1, 400), size=st.integers(8, 40), limit=st.integers(2, 6))
def test_no_window_is_longer_than_allowed(length: int, size: int, limit: int) -> None:
    found = windows([0, 4, *range(10, 10 + length), 2], opening=2, size=size, limit=limit)
    assert 1 <= len(found) <= limit
    assert all(len(one) <= size for one in found)
    assert found[0][2] == 10
    assert found[-1][-2] == 9 + length


@given(st.lists(st.integers(1, 500), max_size=200))
def test_every_line_is_in_one_batch(lengths: list[int]) -> None:
    lines = [[5] * length for length in lengths]
    found = list(batches(lines))
    assert sorted(index for batch in found for index in batch) == list(range(len(lines)))
    assert all(len(batch) <= 32 for batch in found)


def test_padding_is_masked() -> None:
    inputs = padded([[0, 7, 2], [0, 2]])
    assert inputs["input_ids"].tolist() == [[0, 7, 2], [0, 2, 1]]
    assert inputs["attention_mask"].tolist() == [[1, 1, 1], [1, 1, 0]]
