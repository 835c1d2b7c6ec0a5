"""Context codes: said over the phone, typed badly, and still the same code."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.guess import Guesses, after_wrong, is_closed
from domain.handoff import (
    ALPHABET,
    LENGTH,
    CodeState,
    code_from,
    code_state,
    codes_in,
    normalized,
    spoken,
)

NOW = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
WINDOW = dt.timedelta(minutes=15)
codes = st.binary(min_size=LENGTH, max_size=LENGTH).map(code_from)


@given(codes, st.sampled_from(["", " ", "-", "\u2013", ". "]), st.booleans())
def test_however_a_code_is_grouped_and_cased_it_is_the_same(
    code: str, between: str, small: bool
) -> None:
    typed = between.join(code)
    assert normalized(typed.lower() if small else typed) == code
    assert normalized(f"  {spoken(code)} ") == code


@given(codes)
def test_what_looks_or_sounds_alike_is_taken_for_the_same(code: str) -> None:
    misread = code.replace("0", "o").replace("1", "l")
    assert normalized(misread) == code
    assert normalized(code.replace("1", "I")) == code


@given(st.text(max_size=60))
def test_any_text_is_a_code_of_our_alphabet_or_none(text: str) -> None:
    found = normalized(text)
    assert found is None or (len(found) == LENGTH and set(found) <= set(ALPHABET))


def test_digits_of_other_scripts_and_wide_letters_are_read() -> None:
    assert normalized("\uff2b\uff17\uff2d 2QX 9DRT") == "K7M2QX9DRT"


def test_every_sign_of_a_code_is_as_likely_as_the_others() -> None:
    found = [code_from(bytes([number] * LENGTH))[0] for number in range(256)]
    assert {found.count(sign) for sign in ALPHABET} == {256 // len(ALPHABET)}
    assert not set("ILOU") & set(ALPHABET)


@pytest.mark.parametrize(
    ("after", "revoked", "carried", "state"),
    [
        (-1, False, True, CodeState.LIVE),
        (-1, False, False, CodeState.WAITING),
        (0, False, True, CodeState.EXPIRED),
        (-1, True, True, CodeState.REVOKED),
    ],
)
def test_a_code_is_good_until_its_last_second(
    after: int, revoked: bool, carried: bool, state: CodeState
) -> None:
    found = code_state(
        now=NOW + dt.timedelta(seconds=after),
        expires_at=NOW,
        revoked_at=NOW if revoked else None,
        carried=carried,
    )
    assert found is state


def test_after_so_many_wrong_guesses_the_door_is_closed_until_the_window_ends() -> None:
    found: Guesses | None = None
    for number in range(3):
        assert not is_closed(found, most=3, window=WINDOW, now=NOW)
        found = after_wrong(found, window=WINDOW, now=NOW + dt.timedelta(seconds=number))
    assert is_closed(found, most=3, window=WINDOW, now=NOW + dt.timedelta(minutes=14))
    assert not is_closed(found, most=3, window=WINDOW, now=NOW + WINDOW)
    assert after_wrong(found, window=WINDOW, now=NOW + WINDOW).wrong == 1


def test_codes_are_found_in_what_people_write() -> None:
    text = "code k7m-2qx-9drt, K7M 2QX 9DRW or https://care.example.org/c/K7M2QX9DRV; everything"
    assert codes_in(text) == {"K7M2QX9DRT", "K7M2QX9DRW", "K7M2QX9DRV"}


@pytest.mark.parametrize("text", ["everything", "you can hear", "K7M-2QX-9DRTX", "12345678901"])
def test_a_word_is_no_code(text: str) -> None:
    assert codes_in(text) == frozenset()
