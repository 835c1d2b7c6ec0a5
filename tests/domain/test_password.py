"""Which passwords are taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.password import LONGEST, SHORTEST, normalised, refusal

KNOWN = ("ann", "Ann", "Agent", "Kestrelia", "listenpost")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "seven owls drink tea",
        "žluťoučký kůň úpěl",
        "aB3$kL9!pQ2#xZ7",
        "9182736455463728",
        "κάτι που ξέρω μόνο εγώ",
        " leading and trailing ",
        "ann likes seven owls",
    ],
)
def test_long_ones_are_taken_whatever_they_are_made_of(password: str) -> None:
    assert refusal(password, known=KNOWN) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "at least 15"),
        ("fourteen signs", "at least 15"),
        ("x" * 300, "at most"),
        ("aaaaaaaaaaaaaaaaa", "first that are tried"),
        ("abababababababab", "first that are tried"),
        ("123456789123456789", "first that are tried"),
        ("password12345678", "first that are tried"),
        ("PasswordPassword", "first that are tried"),
        ("!!qwertyuiop!!2026", "first that are tried"),
        ("qwertyuiopasdfghjkl", "first that are tried"),
        ("Kestrelia Kestrelia", "names that everybody knows"),
        ("Kestrelia-2026-ann", "names that everybody knows"),
    ],
)
def test_short_common_and_known_ones_are_refused_with_the_reason(password: str, why: str) -> None:
    found = refusal(password, known=KNOWN)
    assert found is not None
    assert why in found


@given(st.text(min_size=0, max_size=LONGEST + 40), st.integers(8, 64))
def test_nothing_shorter_or_longer_is_ever_taken(text: str, shortest: int) -> None:
    if not shortest <= len(normalised(text)) <= LONGEST:
        assert refusal(text, shortest=shortest) is not None


def test_the_same_letters_typed_on_another_system_are_the_same_password() -> None:
    assert normalised("cafe\u0301") == normalised("caf\u00e9")


def test_length_is_what_nist_asks_of_a_password_alone() -> None:
    assert SHORTEST == 15
