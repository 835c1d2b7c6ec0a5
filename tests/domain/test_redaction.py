"""What is personal does not leave, and comes back where it stood."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import MalformedItem
from domain.redaction import redact, restore
from domain.retelling import IDENTIFIER

PATTERN = re.compile(IDENTIFIER)
TEXT = (
    "Hi Ann, order KE-40918 goes to ann@mail.example, call +44 20 7946 0958 or @kestrelia, "
    "https://k.example/x. Yours, Ben"
)


def test_names_numbers_addresses_and_links_stay_here() -> None:
    hidden = redact(TEXT, names=("Ann Miller", "Ben"), identifier=PATTERN)
    for secret in ("Ann", "40918", "mail.example", "7946", "kestrelia", "k.example", "Ben"):
        assert secret not in hidden.text
    assert restore(hidden.text, hidden) == TEXT


@pytest.mark.parametrize("spoil", ["", "[[9]] ", "Hello. "])
def test_an_answer_that_lost_or_made_up_a_part_is_refused(spoil: str) -> None:
    hidden = redact("Hi Ann, thanks.", names=("Ann",), identifier=PATTERN)
    with pytest.raises(MalformedItem, match="your words are as they were"):
        restore(spoil + "Hi, thanks.", hidden)


@given(st.text(), st.lists(st.text(max_size=8), max_size=3))
def test_any_text_comes_back_as_it_was(text: str, names: list[str]) -> None:
    if "[[" in text:
        return
    hidden = redact(text, names=names, identifier=PATTERN)
    assert restore(hidden.text, hidden) == text
