"""What must not stand in public: card and account numbers, addresses, phones, own numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from domain.email_address import ADDRESS


class PrivateKind(StrEnum):
    CARD = "card"
    IBAN = "iban"
    EMAIL = "email"
    PHONE = "phone"
    NUMBER = "number"  # an order, ticket or booking number of the brand's


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateDatum:
    """One such thing as it stands in a text; `value` is the same however it is written."""

    kind: PrivateKind
    words: str
    value: str


_CARD = re.compile(r"(?<![\w+-])(?<![A-Za-z]{2}\d{2} )[2-6](?:[ -]?\d){12,18}(?!\d)")
_IBAN = re.compile(r"(?<![^\W_])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,40}")
_PHONE = re.compile(
    r"(?<![\w+/.-])(?!\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d))"
    r"(?:(?:\+|00)[ ]?\d(?:[ ./()-]{0,2}\d){7,13}|\(?0\d(?:[ ./()-]{0,2}\d){7,11}"
    r"|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?![\w-]*\d)"
)
_LENGTHS = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE",), 16),
    **dict.fromkeys(("DK", "FI", "FO", "GL", "NL"), 18),
    **dict.fromkeys(("MK", "SI"), 19),
    **dict.fromkeys(("AT", "BA", "EE", "KZ", "LT", "LU", "XK"), 20),
    **dict.fromkeys(("CH", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "BH", "CR", "DE", "GB", "GE", "IE", "ME", "RS", "VA"), 22),
    **dict.fromkeys(("AE", "GI", "IL", "IQ", "TL"), 23),
    **dict.fromkeys(("AD", "CZ", "ES", "MD", "PK", "RO", "SA", "SE", "SK", "TN", "VG"), 24),
    **dict.fromkeys(("LY", "PT", "ST"), 25),
    **dict.fromkeys(("IS", "TR"), 26),
    **dict.fromkeys(("BI", "DJ", "FR", "GR", "IT", "MC", "MR", "SM"), 27),
    **dict.fromkeys(("AL", "AZ", "BY", "CY", "DO", "GT", "HU", "LB", "NI", "PL", "SV"), 28),
    **dict.fromkeys(("BR", "EG", "PS", "QA", "UA"), 29),
    **dict.fromkeys(("JO", "KW", "MU"), 30),
    **dict.fromkeys(("MT", "SC"), 31),
    **dict.fromkeys(("LC",), 32),
    **dict.fromkeys(("RU",), 33),
}
"""How long an IBAN of a country is: the registry of SWIFT, release 99."""


def private_data(text: str, identifier: re.Pattern[str]) -> tuple[PrivateDatum, ...]:
    """Everything of the kind in a text, in the order of its kinds; a number counts as one thing."""
    found: list[PrivateDatum] = []
    rest = text
    for one, start, end in _each(text, identifier):
        if rest[start:end] == text[start:end]:  # a phone inside of a card number is no phone
            found.append(one)
            rest = rest[:start] + " " * (end - start) + rest[end:]
    return tuple(dict.fromkeys(found))


def is_card(text: str) -> bool:
    """Whether the digits pass the check of Luhn, as card numbers do."""
    digits = [int(sign) for sign in text if sign.isdigit()]
    if not 13 <= len(digits) <= 19 or len(set(digits)) == 1:
        return False
    doubled = (sum(divmod(digit * 2, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def is_iban(text: str) -> bool:
    """Whether it has the length of its country and passes the check of ISO 7064."""
    plain = re.sub(r"[ -]", "", text).upper()
    if not plain.isascii() or not plain.isalnum() or len(plain) != _LENGTHS.get(plain[:2]):
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def _each(text: str, identifier: re.Pattern[str]) -> Iterator[tuple[PrivateDatum, int, int]]:
    for match in _IBAN.finditer(text):
        if words := _iban_in(match[0]):
            start = match.start()
            yield _datum(PrivateKind.IBAN, words), start, start + len(words)
    for match in _CARD.finditer(text):
        if is_card(match[0]):
            yield _datum(PrivateKind.CARD, match[0]), *match.span()
    for kind, pattern in (
        (PrivateKind.EMAIL, ADDRESS),
        (PrivateKind.NUMBER, identifier),
        (PrivateKind.PHONE, _PHONE),
    ):
        for match in pattern.finditer(text):
            if match[0].strip():
                yield _datum(kind, match[0]), *match.span()


def _iban_in(words: str) -> str | None:
    """The IBAN that the words begin with; what follows it may be the next word."""
    wanted = _LENGTHS.get(words[:2].upper())
    signs = 0
    for place, sign in enumerate(words):
        signs += sign.isalnum()
        if signs == wanted:
            head = words[: place + 1]
            return head if is_iban(head) else None
    return None


def _datum(kind: PrivateKind, words: str) -> PrivateDatum:
    return PrivateDatum(kind=kind, words=words.strip(), value=normal(kind, words))


def normal(kind: PrivateKind, words: str) -> str:
    """The same for every way of writing it: +44 (0)20 and 020 end alike, so their ends count."""
    if kind is PrivateKind.EMAIL:
        return words.casefold().strip()
    plain = "".join(sign for sign in words.upper() if sign.isalnum())
    if kind is PrivateKind.PHONE:
        return "".join(str(int(sign)) for sign in plain if sign.isdigit())[-8:]
    return plain
