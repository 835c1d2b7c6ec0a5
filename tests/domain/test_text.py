"""Text that every database and encoder accepts, whatever a platform sent."""

from __future__ import annotations

import json
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain import text
from domain.text import MAX_STORED_CHARACTERS, clean, one_line, shorten

ANY_TEXT = st.text(st.characters(codec=None))
"""Lone surrogates and NUL included."""
MARKS = st.text("a\u00e9\u1ef9 \u0301\u0327\u0344\u0f73\u05b0\u3099が", max_size=200)
"""Letters with more marks than any language has, some of which decompose into several."""


@given(ANY_TEXT)
@example("\x00")
@example("\ud83d")
@example("\ude00\ud83d")
@example("\ufeff\ufeff")
def test_what_is_clean_can_be_encoded_and_holds_no_nul(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert "\x00" not in cleaned
    assert "\r" not in cleaned
    assert "\\u0000" not in json.dumps(cleaned)


@given(ANY_TEXT | MARKS)
@example("\r\r\n\n\r")
@example("a" + 30 * "\u0344")
@example("\u1ef9" + 40 * "\u0327")
@example(40 * "\u0f73")
@example("e" * 19_999 + "  \u0301\u0301")
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)


@given(ANY_TEXT | MARKS | st.text("ab\u1f82\u0301", max_size=60) | st.text("日é😀 ", min_size=20))
@example("a" + 30 * "\u0301")
@example("\u1f82" + 24 * "\u0327" + "\u0345")
@example("\u1f82" + 31 * "\u0327")
@example(24 * "\u0344")
@example("\ufeff\ufeff")
def test_what_is_taken_for_clean_is_what_cleaning_leaves_alone(given_text: str) -> None:
    if text._is_clean(given_text):
        assert text._cleaned(given_text) == given_text


@pytest.mark.parametrize(
    "usual", ["", "Hello", "Grüße 😀", "日本語の文です。" * 3, "привет", "أسوأ واي فاي", "it’s"]
)
def test_what_people_write_is_taken_for_clean(usual: str) -> None:
    assert text._is_clean(usual)


@given(st.text(st.characters(exclude_characters="\x00\r", exclude_categories=["Cs"]), max_size=15))
def test_a_readable_text_keeps_its_meaning(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b", "a\ufffdb"),
        ("a\ud800b", "a\ufffdb"),
        ("a\udc00", "a\ufffd"),
        ("\ud800", "\ufffd"),
        ("\ud83d\ude00", "😀"),  # two halves that found each other
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("cafe\u0301", "café"),
        ("👨\u200d👩\u200d👧\u200d👦", "👨\u200d👩\u200d👧\u200d👦"),
        ("  kept  ", "  kept  "),
        ("<b>kept</b>", "<b>kept</b>"),
    ],
)
def test_only_what_cannot_be_stored_is_replaced(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize("value", [None, 1, 1.5, b"bytes", ["list"], {"a": 1}, object(), str])
def test_what_is_not_text_becomes_nothing(value: object) -> None:
    assert clean(value) == ""


@given(st.none() | st.integers() | st.floats() | st.binary() | st.lists(ANY_TEXT) | ANY_TEXT)
def test_clean_takes_every_object(value: object) -> None:
    assert isinstance(clean(value), str)


@pytest.mark.parametrize("letter", ["a", "日", "😀", "\x00", "\ud800", "\r\n", " ", "é", "e\u0301"])
def test_a_hundred_thousand_characters_are_cut_with_an_ellipsis(letter: str) -> None:
    cleaned = clean(letter * 100_000)
    assert len(cleaned) <= MAX_STORED_CHARACTERS
    assert cleaned.endswith("…")
    assert clean(cleaned) == cleaned


def test_the_longest_text_that_fits_is_kept_whole() -> None:
    assert clean("x" * MAX_STORED_CHARACTERS) == "x" * MAX_STORED_CHARACTERS
    assert clean("x" * (MAX_STORED_CHARACTERS + 1)) == "x" * (MAX_STORED_CHARACTERS - 1) + "…"


def test_a_letter_under_a_hundred_thousand_marks_does_not_stop_the_poll() -> None:
    began = time.process_time()
    clean("a" + "\u0301\u0327" * 50_000)
    assert time.process_time() - began < 2


def test_thirty_marks_on_a_letter_are_left_alone() -> None:
    text = "q" + 30 * "\u0301"
    assert clean(text) == text


@given(ANY_TEXT, st.integers(1, 50))
def test_a_shortened_text_fits(text: str, length: int) -> None:
    short = shorten(text, length)
    assert len(short) <= length
    assert short == text or short.endswith("…")


@given(ANY_TEXT, st.integers(1, 50))
def test_one_line_is_one_line(text: str, length: int) -> None:
    line = one_line(text, length)
    assert len(line) <= length
    assert len(line.splitlines()) <= 1
