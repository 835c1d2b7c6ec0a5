"""What somebody changed in a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.text_diff import Change, changes


def test_a_changed_word_is_shown_as_taken_away_and_put_in() -> None:
    assert changes("We pay 45 €.", "We pay 40 €.") == (
        (Change.SAME, "We pay "),
        (Change.REMOVED, "45"),
        (Change.ADDED, "40"),
        (Change.SAME, " €."),
    )


@given(st.text(), st.text())
def test_both_texts_can_be_read_out_of_it(before: str, after: str) -> None:
    parts = changes(before, after)
    assert "".join(words for change, words in parts if change is not Change.ADDED) == before
    assert "".join(words for change, words in parts if change is not Change.REMOVED) == after
