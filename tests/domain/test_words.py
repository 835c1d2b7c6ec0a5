"""Words: what is stored is found by what is typed, in every script."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.words import LONGEST, MOST_ASKED, Asked, asked, words


def finds(typed: str, text: str) -> bool:
    """Whether the words that are asked for are among those that are stored."""
    stored = words(text)
    wanted = asked(typed)
    return bool(wanted) and all(
        any(word.startswith(one.word) if one.begins else word == one.word for word in stored)
        for one in wanted
    )


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("parcel", "Where is my PARCEL?"),
        ("parc", "Where is my PARCEL?"),
        ("strasse", "in der Straße 5"),
        ("ARGER", "mein Ärger"),
        ("numero", "El número está mal"),
        ("colis perdu", "où est mon colis? Il est PERDU"),
        ("nao", "Não chegou"),
        ("isparta", "ISPARTA'ya gelmedi"),
        ("ısparta", "Isparta"),
        ("σας", "ΣΑΣ παρακαλώ"),
        ("δεμα", "το δέμα μου"),
        ("елка", "ёлка"),
        ("zwrot pieniedzy", "Zwrot pieniędzy"),
        ("طردي", "أين طَرْدي"),
        ("שלום", "זה שָׁלוֹם"),
        ("ऑर्डर", "मेरा ऑर्डर कहाँ है"),
        ("包裹", "我的包裹在哪里"),
        ("在哪里", "我的包裹在哪里"),
        ("ガ", "ｶﾞ"),
        ("届き", "注文した商品がまだ届きません"),
        ("환불", "환불해 주세요"),
        ("พัสดุ", "พัสดุของฉันอยู่ที่ไหน"),
        ("đơn hàng", "Đơn hàng của tôi"),
        ("😡", "so angry😡😡!"),
        ("#100234", "my order #100234."),
    ],
)
def test_what_is_typed_finds_what_was_written(typed: str, text: str) -> None:
    assert finds(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("arcel", "parcel"),
        ("in", "inside"),  # too short to mean longer words
        ("parcel broken", "my parcel"),
        ("裹包", "包裹"),
        ("😡", "😀"),
        ("?!", "what?!"),
    ],
)
def test_it_finds_no_more_than_is_meant(typed: str, text: str) -> None:
    assert not finds(typed, text)


@given(st.text(max_size=80))
@example("İ")
@example("\ud800 a")
@example("ﷺ")
def test_a_text_is_found_by_each_of_its_words(text: str) -> None:
    for word in words(text):
        assert finds(word, text)
        assert word == word.strip()
        assert 0 < len(word) <= LONGEST


@given(st.text(max_size=200))
def test_words_hold_nothing_that_a_query_language_could_read(text: str) -> None:
    for word in (*words(text), *(one.word for one in asked(text))):
        assert not set(word) & set("\"'*^:()&|!<>-+\\ \x00\n")
    assert len(asked(text)) <= MOST_ASKED


def test_only_longer_words_may_be_the_beginning_of_others() -> None:
    assert asked("my parcel 환불") == (
        Asked("my", begins=False),
        Asked("parcel", begins=True),
        Asked("환불", begins=True),
    )
