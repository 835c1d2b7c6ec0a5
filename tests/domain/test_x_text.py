"""The length of a text as X counts it.

The expected numbers are those of twitter-text 3 (its conformance examples, and twitter-text-parser
3.0.0, a port of it, run over the same texts).
"""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.x_text import weighted_length

PLAIN = {
    "": 0,
    "This is a test.": 15,
    "x" * 280: 280,
    "café": 4,
    "cafe\u0301": 4,
    "Ελλάδα": 6,
    "مرحبا": 5,
    "Привет": 6,
    "ไทย": 3,
    "日本": 4,
    "저찀쯿쿿": 8,
    "\u2018quoted\u2019 \u2013 so": 13,
    "\u2026": 2,
    "\ufb01": 2,
    "x\u200d": 2,
    "\U00010000\U0010ffff": 4,
}
EMOJI = {
    "😀": 2,
    "👍🏽": 2,
    "❤️": 2,
    "🏳️\u200d🌈": 2,
    "👨\u200d👩\u200d👧\u200d👦": 2,
    "👩\u200d❤️\u200d💋\u200d👨": 2,
    "🇩🇪": 2,
    "🇩🇪🇫🇷": 4,
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f": 2,  # England
    "1️⃣": 2,
    "H🐱☺": 5,
    "🐱" * 140: 280,
}
LINKS = {
    "http://test.com": 23,
    "https://test.com": 23,
    "HTTPS://EXAMPLE.COM/a": 23,
    "https://example.com/" + "x" * 300: 23,
    "test.com": 23,
    "foo.co.jp": 23,
    "example.com/path/to/resource?search=foo&lang=en": 23,
    "Test https://test.com test https://test.com test.com test": 86,
    "https://en.wikipedia.org/wiki/A_(b)": 23,
    "http://user.example.net/Русские_слова": 23,
    "(https://x.com/a)": 25,
    "https://example.com.": 24,
    "https://x.com/a,b) next": 29,
    "https://x.com/a?b=c,": 24,
    "test.com,test.com": 47,
    "https://a.co。日本語日本語": 37,
    "https://example.com/日本語": 29,
    "詳細はexample.comへ": 31,
}
NO_LINKS = {
    "U.S. and p.m.": 13,
    "file.pdf": 8,
    "a@b.com": 7,
    "#example.com": 12,
    "@example.com": 12,
    "_example.com": 12,
    "kestrelia.example/help": 22,
    "https://kestrelia.example/help": 30,
}


@pytest.mark.parametrize(("text", "length"), PLAIN.items())
def test_letters_weigh_one_and_wide_characters_two(text: str, length: int) -> None:
    assert weighted_length(text) == length


@pytest.mark.parametrize(("text", "length"), EMOJI.items())
def test_an_emoji_weighs_two_however_many_parts_it_has(text: str, length: int) -> None:
    assert weighted_length(text) == length


@pytest.mark.parametrize(("text", "length"), LINKS.items())
def test_a_link_weighs_23_and_ends_where_x_ends_it(text: str, length: int) -> None:
    assert weighted_length(text) == length


@pytest.mark.parametrize(("text", "length"), NO_LINKS.items())
def test_what_x_does_not_link_weighs_its_characters(text: str, length: int) -> None:
    assert weighted_length(text) == length


@pytest.mark.parametrize("text", ["https://日本語.jp", "https://kestrelia.example", "http://a.zz9"])
def test_an_address_that_x_may_link_is_never_counted_short(text: str) -> None:
    assert weighted_length(text) >= max(23, len(text))


@given(st.text())
def test_the_composed_and_the_decomposed_text_weigh_the_same(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert weighted_length(decomposed) == weighted_length(unicodedata.normalize("NFC", text))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_no_character_weighs_nothing_or_more_than_two(text: str) -> None:
    words = text.replace(".", " ").replace("://", " ")  # no addresses
    assert weighted_length(words) <= 2 * len(unicodedata.normalize("NFC", words))
    assert bool(weighted_length(words)) == bool(words)


@pytest.mark.parametrize(
    "piece", ["é", "a.", "日a.", "a.co/(", "https://", "https://a.co/a(", "👍🏽"]
)
def test_a_text_made_to_be_slow_is_counted_at_once(piece: str) -> None:
    began = time.process_time()
    weighted_length(piece * (50_000 // len(piece)))
    assert time.process_time() - began < 2
