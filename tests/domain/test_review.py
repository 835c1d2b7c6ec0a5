"""Reviews: stars where people read them, one id for the same answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case import title_of
from domain.review import answer_id, rated, same_words

WORDS = st.lists(st.text("abcé★", min_size=1, max_size=5), min_size=1, max_size=6)
SPACES = st.lists(st.sampled_from([" ", "\n", "\n\n", "\t "]), min_size=6, max_size=6)


@pytest.mark.parametrize("stars", [None, 0, 6, -1])
def test_a_rating_that_cannot_be_is_left_out(stars: int | None) -> None:
    assert rated(stars, "Bad", "") == "Bad"


@pytest.mark.parametrize("stars", range(1, 6))
def test_the_stars_stand_first_also_in_the_title_of_the_case(stars: int) -> None:
    assert title_of(rated(stars, "", "It crashes")) == f"★{stars}/5 It crashes"
    assert rated(stars) == f"★{stars}/5"


@given(WORDS, SPACES, SPACES)
def test_the_same_words_are_the_same_answer_however_the_store_breaks_them(
    words: list[str], one: list[str], other: list[str]
) -> None:
    first, second = (
        "".join(word + space for word, space in zip(words, spaces, strict=False))
        for spaces in (one, other)
    )
    assert same_words(first, second)
    assert answer_id("r", first) == answer_id("r", second)


@given(WORDS, WORDS)
def test_other_words_are_another_answer(one: list[str], other: list[str]) -> None:
    same = one == other
    first, second = " ".join(one), " ".join(other)
    assert same_words(first, second) is same
    assert (answer_id("r", first) == answer_id("r", second)) is same
    assert answer_id("r", first) != answer_id("s", first)
