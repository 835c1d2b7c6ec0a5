"""What customers say of how they want to be helped."""

from __future__ import annotations

import pytest

from domain.channel import ChannelKind
from domain.wish import Wish, wish_in

PHONE, MESSAGE, EMAIL = ChannelKind.PHONE, ChannelKind.MESSAGE, ChannelKind.EMAIL


@pytest.mark.parametrize(
    ("text", "wanted", "declined"),
    [
        ("please call me today", {PHONE}, set()),
        ("Don't call me, I work nights", set(), {PHONE}),
        ("and do NOT call me again, answer here", set(), {PHONE, MESSAGE}),
        ("Rufen Sie mich bitte an", {PHONE}, set()),
        ("Bitte nicht anrufen!", set(), {PHONE}),
        ("Rappelez-moi ce soir", {PHONE}, set()),
        ("ne m'appelez pas", set(), {PHONE}),
        ("Llámame cuando puedas", {PHONE}, set()),
        ("DM me the details", {MESSAGE}, set()),
        ("no DMs please, answer in public", set(), {MESSAGE}),
        ("send it by email", {EMAIL}, set()),
        ("I tried to call you for an hour", set(), set()),
        ("your ringtone is broken", set(), set()),
        ("", set(), set()),
    ],
)
def test_plain_words_are_understood_and_nothing_is_guessed(
    text: str, wanted: set[ChannelKind], declined: set[ChannelKind]
) -> None:
    assert wish_in(text) == Wish(wanted=frozenset(wanted), declined=frozenset(declined))
