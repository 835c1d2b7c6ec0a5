"""Card numbers, IBANs, addresses and phones in a text, and what only looks like them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.private_data import PrivateKind, is_card, is_iban, normal, private_data
from domain.retelling import IDENTIFIER

PATTERN = re.compile(IDENTIFIER)
CARD, IBAN, EMAIL, PHONE, NUMBER = PrivateKind


def kinds(text: str) -> list[tuple[PrivateKind, str]]:
    return [(one.kind, one.words) for one in private_data(text, PATTERN)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("card 4111 1111 1111 1111 please", [(CARD, "4111 1111 1111 1111")]),
        ("card 4111 1111 1111 1112 please", []),
        ("5500-0000-0000-0004", [(CARD, "5500-0000-0000-0004")]),
        ("DE89 3704 0044 0532 0130 00 bitte", [(IBAN, "DE89 3704 0044 0532 0130 00")]),
        ("de89370400440532013000", [(IBAN, "de89370400440532013000")]),
        ("GB82 WEST 1234 5698 7654 33 please", []),
        ("GR16 0110 1250 0000 0001 2300 695", [(IBAN, "GR16 0110 1250 0000 0001 2300 695")]),
        ("write to jo.doe+a@mail.example.org.", [(EMAIL, "jo.doe+a@mail.example.org")]),
        ("@kestrelia what is this", []),
        ("call +44 20 7946 0958 today", [(PHONE, "+44 20 7946 0958")]),
        ("call (030) 123 456 78", [(PHONE, "(030) 123 456 78")]),
        ("call 555-123-4567", [(PHONE, "555-123-4567")]),
        ("my order KE-40918", [(NUMBER, "KE-40918")]),
        ("on 01.02.2026 14:30 for 120.50", []),
        ("in 2026 we paid 1,299.00 for 12345678 things", []),
    ],
)
def test_what_is_private_is_found_and_what_only_looks_like_it_is_not(
    text: str, found: list[tuple[PrivateKind, str]]
) -> None:
    assert kinds(text) == found


@given(st.text(alphabet="0123456789", min_size=12, max_size=18))
def test_of_ten_last_digits_one_makes_a_card_number(head: str) -> None:
    passing = [digit for digit in "0123456789" if is_card(head + digit)]
    assert len(passing) == (0 if len(set(head + "".join(passing))) == 1 else 1)


@given(st.text(alphabet="0123456789", min_size=18, max_size=18), st.integers(0, 17))
def test_one_wrong_digit_spoils_an_iban(number: str, place: int) -> None:
    check = 98 - int(number + "131400") % 97
    iban = f"DE{check:02}{number}"
    assert is_iban(iban)
    wrong = str((int(number[place]) + 1) % 10)
    assert not is_iban(f"DE{check:02}{number[:place]}{wrong}{number[place + 1 :]}")


@given(st.text())
def test_any_text_can_be_looked_through_and_what_is_found_stands_in_it(text: str) -> None:
    assert all(one.words in text for one in private_data(text, PATTERN))


def test_a_phone_is_the_same_with_and_without_its_country() -> None:
    assert normal(PHONE, "+44 (0)20 7946 0958") == normal(PHONE, "020 7946 0958")
