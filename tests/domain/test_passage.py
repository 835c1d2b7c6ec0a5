"""Passages of an article: short enough, in order, and nothing of it lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.passage import LONGEST, MOST, passages

TEXTS = st.text(alphabet=st.sampled_from("ab é。.!?\n\t"), max_size=3 * LONGEST)


@given(TEXTS)
def test_every_letter_is_in_one_passage_and_none_is_too_long(body: str) -> None:
    found = passages(body)
    assert "".join("".join(found).split()) == "".join(body.split())
    assert all(0 < len(one) <= LONGEST for one in found)


def test_whole_paragraphs_stay_together_where_they_fit() -> None:
    first, second = "a" * (LONGEST - 100), "b" * 200
    assert passages(f"{first}\n\n{second}") == [first, second]
    assert passages("one\n\n  two \n\n\n") == ["one two"]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    body = "Wait for the light. " * 60
    assert all(one.endswith("light.") for one in passages(body))


def test_an_endless_article_has_an_end() -> None:
    assert len(passages("x" * LONGEST * (MOST + 5))) == MOST
