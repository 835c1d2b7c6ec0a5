"""What customers write is never a formula in somebody's spreadsheet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.spreadsheet import harmless


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://127.0.0.1";"x")', "+1", "-1+2", "@SUM(A1)", "\t=1", "\uff1d1+1"]
)
def test_what_looks_like_a_formula_becomes_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@given(st.text())
def test_no_cell_begins_as_a_formula(text: str) -> None:
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert harmless(text).endswith(text)


def test_numbers_and_nothing_stay_what_they_are() -> None:
    assert [harmless(7), harmless(None), harmless("fine = so")] == ["7", "", "fine = so"]
