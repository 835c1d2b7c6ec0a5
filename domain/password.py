"""Which passwords are taken: long ones that nobody guesses first (NIST SP 800-63B, revision 4)."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from collections.abc import Set as AbstractSet

SHORTEST = 15
"""What NIST asks of a password that stands alone, without a second factor."""
LONGEST = 256
_SHORTEST_UNIT = 4
_LEAST_OF_ITS_OWN = 8
_TRIED_FIRST = """
123456789 1234567890 12345678901 123456789012 0123456789 0987654321 9876543210 987654321
1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc q1w2e3r4 zaq12wsx qazwsx qazwsxedc
qwerty qwertyuiop qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm asdfghjkl asdfghjklzxcvbnm
zxcvbnm qwertz qwertzuiop azerty azertyuiop abcdefg abcdefgh abcdefghijklmnop
abcdefghijklmnopqrstuvwxyz password passwort passwords mypassword thepassword yourpassword letmein
letmeinplease pleaseletmein iloveyou iloveyousomuch welcome welcomehome admin administrator
changeme changemeplease changethis secret topsecret default master superman batman football
baseball basketball princess sunshine monkey dragon shadow trustno starwars whatever computer
internet freedom michael jennifer jordan hunter charlie summer winter spring autumn opensesame
correcthorsebatterystaple thequickbrownfoxjumpsoverthelazydog thisismypassword customerservice
customercare socialmedia facebook instagram twitter
"""
_COMMON = frozenset(_TRIED_FIRST.split())
"""What is tried first; alone, repeated, or with digits and signs around it."""


def normalised(password: str) -> str:
    """The same letters typed on another system are the same password."""
    return unicodedata.normalize("NFC", password)


def refusal(
    password: str,
    *,
    shortest: int = SHORTEST,
    known: Collection[str] = (),
    common: AbstractSet[str] = frozenset(),
) -> str | None:
    """Why this password is not taken; None if it is. `known` is what everybody knows of its user.

    `common` are more passwords that are tried first, in small letters.

    There are no rules on capitals, digits or signs: they make passwords worse, not better.
    """
    text = normalised(password)
    if len(text) < shortest:
        return f"The password must have at least {shortest} characters. A few words are easiest."
    if len(text) > LONGEST:
        return f"The password must have at most {LONGEST} characters."
    folded = text.casefold()
    units = {_unit(folded), _unit(_letters(folded))}
    if len(_unit(folded)) <= _SHORTEST_UNIT or units & _COMMON or units & common:
        return "This password is among the first that are tried. A few words are easiest."
    if len(_letters(_without(folded, known))) + _digits(folded) < _LEAST_OF_ITS_OWN:
        return "Apart from names that everybody knows, too little of this password is left."
    return None


def _unit(text: str) -> str:
    """What the text repeats: ab of ababa; a text that repeats nothing is its own."""
    for length in range(1, len(text)):
        if text[length:] == text[:-length]:
            return text[:length]
    return text


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalpha())


def _digits(text: str) -> int:
    return len({sign for sign in text if sign.isdigit()})


def _without(text: str, known: Collection[str]) -> str:
    for word in sorted((word.casefold() for word in known), key=len, reverse=True):
        if len(word) >= 3:
            text = text.replace(word, " ")
    return text
