"""What hangs on a post is kept as an address to which a browser may be sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.attachment import (
    LONGEST_URL,
    LONGEST_WORDS,
    MOST,
    AttachmentKind,
    attached,
    attachment,
    is_web_address,
)

PHOTO = AttachmentKind.PHOTO


@pytest.mark.parametrize(
    "url",
    [
        None,
        7,
        "",
        "javascript:alert(1)",
        "data:text/html,hello",
        "file:///etc/passwd",
        "//example.org/a",
        "https://",
        "https://example.org/a b",
        "https://example.org/\u202egpj.exe",
        "https://[1/",
        "https://example.org/" + "a" * LONGEST_URL,
    ],
)
def test_only_addresses_of_the_web_are_kept(url: object) -> None:
    assert attachment(PHOTO, url) is None


def test_words_are_one_line_of_a_length_that_can_be_shown() -> None:
    found = attachment(PHOTO, "https://example.org/a.jpg", "a\nbird\x00 " + "x" * 999)
    assert found is not None
    assert found.words.startswith("a bird")
    assert len(found.words) == LONGEST_WORDS


def test_each_address_is_kept_once_and_not_too_many() -> None:
    many = [attachment(PHOTO, f"https://example.org/{number}") for number in range(MOST + 5)]
    found = attached([many[0], None, *many])
    assert [one.url for one in found] == [one.url for one in many[:MOST] if one]


@given(st.text())
def test_any_text_is_judged_without_an_error(url: str) -> None:
    assert is_web_address(url) in (True, False)
