"""A bare number answers the question; everything that says more is a post like any other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.survey import score_in
from responder import template
from responder.survey import question


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("5", 5),
        (" 4!", 4),
        ("@kestrelia 3", 3),
        ("2/5", 2),
        ("5 stars", 5),
        ("4 von 5", 4),
        ("⭐⭐⭐⭐", 4),
        ("★★★☆☆", 3),
        ("0", None),
        ("6", None),
        ("10", None),
        ("45", None),
        ("5 days and still nothing", None),
        ("my 2 routers are broken", None),
        ("1 no answer, 2 no refund", None),
        ("", None),
        ("thanks", None),
    ],
)
def test_a_bare_number_is_a_score(text: str, score: int | None) -> None:
    assert score_in(text) == score


@given(st.text(max_size=40))
def test_whatever_is_written_a_score_lies_between_one_and_five(text: str) -> None:
    assert score_in(text) in (None, 1, 2, 3, 4, 5)


@pytest.mark.parametrize("language", sorted(template.languages()))
def test_every_language_of_the_templates_has_the_question(language: str) -> None:
    asked, bare = question(language, name="Ann"), question(language, name="")
    assert "Ann" in asked
    assert "{" not in asked + bare
    assert asked != question("en", name="Ann") or language == "en"
    assert len(asked) <= 200
