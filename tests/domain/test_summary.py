"""A summary: the customer's own sentences, the same whenever it is asked for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.summary import MOST_SENTENCES, summary

texts = st.lists(st.text(max_size=200), max_size=8)

STORY = [
    "Hi there! My parcel 77001 was to arrive on Monday.",
    "Hello???",
    "Ok. I called on Tuesday and nobody knew my parcel. I want the money for the parcel back.",
]


@given(texts)
def test_it_says_nothing_that_the_customer_did_not_write(found: list[str]) -> None:
    written = [" ".join(text.split()) for text in found]
    for sentence in summary(found):
        assert any(sentence.rstrip("\u2026") in text for text in written)


@given(texts)
def test_it_is_short_and_the_same_again(found: list[str]) -> None:
    assert len(summary(found)) <= MOST_SENTENCES
    assert summary(found) == summary(list(found))


def test_the_matter_is_in_it_and_the_greeting_is_not() -> None:
    assert summary(STORY) == (
        "My parcel 77001 was to arrive on Monday.",
        "I called on Tuesday and nobody knew my parcel.",
        "I want the money for the parcel back.",
    )


def test_a_script_without_spaces_has_sentences_too() -> None:
    assert summary(["荷物77001が届きません。至急対応してください。"]) == (
        "荷物77001が届きません。",
        "至急対応してください。",
    )
