"""Keyword rules find what people mean, in every script, and nothing inside other words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.keywords import KeywordRule, folded


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("kestrelia", "KESTRELIA is down!"),
        ("kestrelia", "ask #Kestrelia or @kestrelia."),
        ("café müller", "Das Cafe Muller hat zu"),
        ("Straße", "in der STRASSE"),
        ("kestrelia air", "Kestrelia-Air, again"),
        ("kestrel*", "the Kestrelian way"),
        ("カフェ", "新しいｶﾌｪに行った"),
        ("麦当劳", "我在麦当劳吃饭"),
        ("삼성", "삼성은 좋다"),
        ("ธนาคาร", "ที่ธนาคารนี้"),
        ("łódź", "Lodz jest daleko"),
        ("ıstanbul", "İSTANBUL"),
    ],
)
def test_a_term_is_found_however_it_is_written(term: str, text: str) -> None:
    assert KeywordRule(include=(term,)).match(text) == term


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("ford", "affordable"),
        ("air kestrelia", "kestrelia air"),
        ("kestrelia air", "kestrelia has air"),
        ("kestrel", "kestrelia"),
        ("", "anything"),
        ("#", "# anything"),
    ],
)
def test_a_term_is_not_found_where_it_is_not(term: str, text: str) -> None:
    assert KeywordRule(include=(term,)).match(text) is None


def test_one_excluded_word_is_enough() -> None:
    rule = KeywordRule(include=("apple",), exclude=("pie", "apple juice"))
    assert rule.match("my Apple is broken")
    assert rule.match("an apple, as juice") is not None
    assert rule.match("apple juice") is None
    assert rule.match("Apple Pie") is None


@pytest.mark.parametrize(
    ("language", "heard"), [("de", True), ("de-AT", True), ("en", False), (None, True)]
)
def test_only_the_languages_asked_for(language: str | None, heard: bool) -> None:
    rule = KeywordRule(include=("bank",), languages=("DE",))
    assert (rule.match("die Bank", language) is not None) == heard


@given(st.text(), st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=1))
def test_a_word_is_found_between_any_others(text: str, word: str) -> None:
    assert KeywordRule(include=(word,)).match(f"{text} {word} {text}") == word


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
