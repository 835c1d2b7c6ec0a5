"""The brand's recurring sentences, and how questions sound: one TOML file a language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from domain.draft_check import Thing
from domain.language import code_of
from domain.private_data import PrivateKind, private_data

FALLBACK_LANGUAGE = "en"
_SENTENCE = re.compile(r"[^.!?…;؟\n]+(?:\.(?=\w)[^.!?…;؟\n]*)*[.!?…;؟]*")
_NEAR = r"[^\n!?]{0,25}?(?P<number>(?<!\w)(?=[\w-]*\d{3})[\w-]{4,20})"
_POSTCODES = re.compile(
    r"\b(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{4} ?(?!AM|PM)[A-Z]{2}|\d{2}-\d{3}|\d{4}-\d{3}"
    r"|\d{3} \d{2}|\d{5}(?= [A-ZÄÖÜÉ][a-zäöüßé]+))\b(?! ?(?:€|\$|£|EUR))"
)
_STREET = re.compile(
    r"\b\d{1,4}[a-z]? (?:\w+ ){1,3}(?:street|st|road|rd|avenue|ave|lane|drive|close)\b"
    r"|\b\w*(?:straße|strasse|str\.|weg|platz|allee|gasse|straat|laan|plein|gatan|vägen|vej|gade"
    r"|katu|tie) \d{1,4}\b"
    r"|\b\d{1,4},? (?:rue|avenue|boulevard|allée) \w+"
    r"|\b(?:via|viale|piazza|calle|avenida|plaza|carrer|rua|ulica|ul\.|οδός|cadde\w*|sokak|ulice)"
    r" [\w. ]{2,40}?,? \d{1,4}\b",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"\b(?:iphone|ipad|galaxy|pixel|xiaomi|huawei|oneplus|nokia|motorola|fritz!?box|speedport"
    r"|livebox|netgear|tp-link|asus|macbook|thinkpad)(?: ?[\w-]*\d[\w-]*(?: pro| max| ultra)?)?"
    r"|\b[A-Z]{1,4}-\d{2,4}[A-Z]?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """One language."""

    angry: str
    sensitive: str
    offer: str
    sad: re.Pattern[str]
    voucher: re.Pattern[str]
    formal: re.Pattern[str] | None
    informal: re.Pattern[str] | None
    request: re.Pattern[str]
    never: re.Pattern[str]
    things: Mapping[Thing, re.Pattern[str]]
    order: re.Pattern[str]


def phrases(language: str | None) -> Phrases:
    """Those of the language, else the English ones."""
    code = code_of(language)
    return _load(code if code in languages() else FALLBACK_LANGUAGE)


@cache
def languages() -> frozenset[str]:
    """The languages that have phrases."""
    return frozenset(file.stem for file in _folder().glob("*.toml"))


def is_sad(text: str, language: str | None) -> bool:
    """Whether the customer writes of an illness, a death, a hardship."""
    return phrases(language).sad.search(text) is not None


def names_voucher(text: str) -> bool:
    """Whether the words speak of a voucher, in whichever language they are."""
    return any(_load(language).voucher.search(text) for language in languages())


def after_greeting(text: str, words: str) -> str:
    """The words behind the first sentence, where they do not stand there already."""
    if not words or words in text:
        return text
    first = re.match(r".+?[.!?…;؟](?=\s)", text)
    greets = first is not None and len(first[0]) <= 20  # "Hola, Ana." greets, and says nothing yet
    if first is not None and greets:
        second = re.match(r".+?[.!?…;؟](?=\s)", text[first.end() :])
        cut = first.end() + (second.end() if second else 0)
    else:
        cut = first.end() if first else len(text)
    return f"{text[:cut]} {words}{text[cut:]}"


def asks_for(text: str) -> frozenset[Thing]:
    """What the words ask the customer for, in whichever language they are."""
    return frozenset(
        thing
        for sentence in _SENTENCE.findall(text)
        for one in map(_load, sorted(languages()))
        for thing in _asked(sentence, one)
    )


def _asked(sentence: str, one: Phrases) -> Iterator[Thing]:
    asks = sentence.rstrip().endswith(("?", ";", "؟")) or one.request.search(sentence)
    if asks and not one.never.search(sentence):
        yield from (thing for thing, words in one.things.items() if words.search(sentence))


def given_in(text: str, identifier: re.Pattern[str]) -> dict[Thing, str]:
    """The things that stand in a customer's post, as she wrote them."""
    found = dict(_named(text, identifier))
    for datum in private_data(text, identifier):
        if datum.kind is PrivateKind.EMAIL:
            found.setdefault(Thing.EMAIL, datum.words)
        elif datum.kind is PrivateKind.PHONE:
            found.setdefault(Thing.PHONE, datum.words)
    for thing, pattern in (
        (Thing.POSTCODE, _POSTCODES),
        (Thing.ADDRESS, _STREET),
        (Thing.DEVICE, _DEVICE),
    ):
        if match := pattern.search(text):
            found.setdefault(thing, match[0])
    return found


def _named(text: str, identifier: re.Pattern[str]) -> Iterator[tuple[Thing, str]]:
    """Numbers beside their names; a brand's own number by itself is that of an order."""
    if not any(sign.isdigit() for sign in text):
        return
    customers, orders = (_number(pattern, text) for pattern in _numbers())
    own = identifier.search(text)
    if customers:
        yield Thing.CUSTOMER_NUMBER, customers
    if orders and orders != customers:
        yield Thing.ORDER_NUMBER, orders
    elif own and own[0] != customers:
        yield Thing.ORDER_NUMBER, own[0]


def _number(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match["number"] if match else None


@cache
def _numbers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a customer number and what an order number stands beside, in any language."""
    known = [_load(language) for language in sorted(languages())]
    customers = "|".join(one.things[Thing.CUSTOMER_NUMBER].pattern for one in known)
    orders = "|".join(one.order.pattern for one in known)
    return _pattern(f"(?:{customers}){_NEAR}"), _pattern(f"(?:{orders}){_NEAR}")


@cache
def _load(language: str) -> Phrases:
    table = tomllib.loads((_folder() / f"{language}.toml").read_text(encoding="utf-8"))
    ask = table["ask"]
    return Phrases(
        angry=table["angry"],
        sensitive=table["sensitive"],
        offer=table["offer"],
        sad=_pattern(table["sad"]),
        voucher=_pattern(table["voucher"]),
        formal=re.compile(table["formal"]) if "formal" in table else None,
        informal=re.compile(table["informal"]) if "informal" in table else None,
        request=_pattern(ask["request"]),
        never=_pattern(ask["never"]),
        things={thing: _pattern(ask[thing.value]) for thing in Thing},
        order=_pattern(ask["order"]),
    )


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


def _folder() -> Path:
    return Path(__file__).parent / "phrases"
