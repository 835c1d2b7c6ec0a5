"""What is done to a text before the model sees it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.text import is_readable, nameless, normalise, words


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  two\n\nlines ", "two lines"),
        ("nul\x00and \ud83d half", "nul and half"),
        ("see https://t.co/x1?y=2 now", "see http now"),
        ("AT&amp;T &lt;3", "AT&T <3"),
        ("Ünïcode ελληνικά 快递", "Ünïcode ελληνικά 快递"),
    ],
)
def test_normalise(raw: str, clean: str) -> None:
    assert normalise(raw) == clean


def test_of_a_very_long_text_beginning_and_end_are_kept() -> None:
    clean = normalise("begin " + "x" * 100_000 + " end")
    assert clean.startswith("begin x")
    assert clean.endswith("x end")
    assert len(clean) < 5_000


def test_words_leaves_out_handles_and_addresses() -> None:
    assert words("@shop.help my parcel http @me") == "my parcel"


def test_nameless_hides_who_is_meant() -> None:
    assert nameless("@shop_help where is it @me?") == "@user where is it @user?"


@pytest.mark.parametrize("text", ["", "http", "@shop", "12:30", "😀", "..."])
def test_nothing_to_read(text: str) -> None:
    assert not is_readable(text)


@given(st.text(st.characters(codec=None)))
def test_what_is_left_can_be_encoded(text: str) -> None:
    normalise(text).encode("utf-8")
