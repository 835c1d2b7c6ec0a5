"""What people see as one character counts as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bluesky_text import MAX_GRAPHEMES, bluesky_length
from domain.graphemes import grapheme_length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Grüße", 5),
        ("e\u0301", 1),
        ("👩‍👩‍👧‍👦", 1),
        ("🏳️‍🌈", 1),
        ("👍🏽", 1),
        ("🇩🇪🇫🇷", 2),
        ("🇩🇪🇫", 2),
        ("1️⃣", 1),
        ("日本語", 3),
        ("สวัสดี", 4),
        ("a\r\nb", 3),
        ("ä\r\nb", 3),
        ("\u0301a", 2),
        ("\n\u0301", 2),
        ("👍a\u200db", 3),
    ],
)
def test_clusters_are_counted(text: str, length: int) -> None:
    assert grapheme_length(text) == length


@given(st.text(), st.text())
def test_two_texts_count_no_more_together_than_apart(one: str, other: str) -> None:
    together = grapheme_length(one + other)
    assert together <= grapheme_length(one) + grapheme_length(other) <= len(one) + len(other)


def test_bluesky_refuses_what_is_short_to_see_and_long_to_store() -> None:
    tower = "e" + "\u0301" * 2000
    assert grapheme_length(tower) == 1
    assert bluesky_length(tower) > MAX_GRAPHEMES
