"""What a few words say, by lists of words; with the model they are measured in tests/classifier."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.short_post import (
    asks_briefly,
    gives_details,
    is_nudge,
    says_settled,
    says_thanks,
    says_unsettled,
    thanks_in_advance,
)


@pytest.mark.parametrize(
    "text",
    [
        "?",
        "???",
        "hello?",
        "any news?",
        "@brand ?",
        "@brand???",
        "@a @b.c hello??",
        "?!",
        "まだですか？",
        "？？",
        "؟؟",
    ],
)
def test_a_nudge_is_known_in_every_script(text: str) -> None:
    assert is_nudge(text)


@pytest.mark.parametrize(
    "text", ["", "hello", "@brand", "thanks!", "is it really true?", "x" * 20 + "?"]
)
def test_a_sentence_or_a_word_without_question_mark_is_no_nudge(text: str) -> None:
    assert not is_nudge(text)


@pytest.mark.parametrize(
    ("text", "settled", "unsettled"),
    [
        ("Sorted, thanks", True, False),
        ("Yes thanks, but it still does not work", False, True),
        ("It is not solved", False, True),
        ("is it solved?", False, False),
        ("No problem, all sorted", True, False),
        ("never mind", True, False),
        ("danke, hat sich erledigt", True, False),
        ("Unsorted papers", False, False),
        ("@us It\u2019s fixed, can\u2019t thank you enough", True, False),
        ("Fixed, it was error 482913", False, False),
        ("解決しました", True, False),
        ("还没解决", False, True),
        ("sorted " * 20, False, False),
    ],
)
def test_settled_is_said_outright_and_without_a_but(
    text: str, settled: bool, unsettled: bool
) -> None:
    assert (says_settled(text), says_unsettled(text)) == (settled, unsettled)


@pytest.mark.parametrize(
    ("text", "details"),
    [
        ("48213", True),
        ("@us 0171 234 56 78", True),
        ("version 8.4.22", True),
        ("ann@example.org", True),
        ("@us @1234567", False),
        ("https://example.org/1234567", True),
        ("lol https://example.org/1234567", False),
        ("since 2 days", False),
    ],
)
def test_details_are_numbers_addresses_and_pictures_alone(text: str, details: bool) -> None:
    assert gives_details(text) is details


@given(st.text())
def test_nothing_is_settled_and_unsettled_at_once(text: str) -> None:
    assert not (says_settled(text) and says_unsettled(text))
    assert not (says_settled(text) and asks_briefly(text))


@given(st.text(min_size=1000))
def test_a_long_text_is_the_models_alone(text: str) -> None:
    assert not says_settled(text)
    assert not says_unsettled(text)
    assert not thanks_in_advance(text)
    assert says_thanks(text)
