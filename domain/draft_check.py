"""What keeps a reply from being sent, or makes one look twice: fields, private data, questions.

Length, windows and summons are the send gate's (domain/gate.py).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from domain.private_data import PrivateDatum, PrivateKind, normal, private_data
from domain.reply import ReplyKind
from domain.retelling import IDENTIFIER


class Thing(StrEnum):
    """What agents ask customers for."""

    ORDER_NUMBER = "order_number"
    CUSTOMER_NUMBER = "customer_number"
    EMAIL = "email"
    PHONE = "phone"
    POSTCODE = "postcode"
    ADDRESS = "address"
    DEVICE = "device"


class Trouble(StrEnum):
    """What may be wrong with a draft."""

    FIELD = "field"  # {something} that nobody has filled in
    PRIVATE = "private"  # data of a person where everybody reads them
    FORBIDDEN = "forbidden"  # a word that the brand does not use
    ASKED_AGAIN = "asked_again"  # the customer said it already
    ADDRESS = "address"  # not the form of address that the brand uses


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One post of the case. `given` are the things that stand in it."""

    text: str
    at: dt.datetime
    place: str
    by_customer: bool = True
    private: bool = False
    given: Mapping[Thing, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRules:
    """What the brand wants: `contacts` are its own, and may stand anywhere."""

    identifier: re.Pattern[str] = re.compile(IDENTIFIER)
    contacts: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One thing about a draft, in words with the way out; what `blocks` cannot be sent at all."""

    trouble: Trouble
    words: str
    blocks: bool


_FIELD = re.compile(r"\{[^{}\n]{0,40}\}|\[\[[^\[\]\n]{0,40}\]\]")
_NAMES = {
    Thing.ORDER_NUMBER: "the order number",
    Thing.CUSTOMER_NUMBER: "the customer number",
    Thing.EMAIL: "the e-mail address",
    Thing.PHONE: "the phone number",
    Thing.POSTCODE: "the postcode",
    Thing.ADDRESS: "the address",
    Thing.DEVICE: "the device",
}
_CALLED = {
    PrivateKind.CARD: "a card number",
    PrivateKind.IBAN: "an IBAN",
    PrivateKind.EMAIL: "an e-mail address",
    PrivateKind.PHONE: "a phone number",
    PrivateKind.NUMBER: "an order or ticket number",
}


def check(
    text: str,
    *,
    kind: ReplyKind,
    said: Sequence[Said],
    asked: Collection[Thing] = (),
    rules: HouseRules,
    allowed_fields: Collection[str] = (),
) -> tuple[Doubt, ...]:
    """Everything about these words that should be mended or confirmed; what blocks comes first.

    `asked` are the things that the words ask for (responder/phrase.py reads that out of them);
    `allowed_fields` are filled in later, at the approval.
    """
    found = [
        *_fields(text, allowed_fields),
        *_forbidden(text, rules),
        *_private(text, kind, said, rules),
        *_asked_again(asked, said),
    ]
    return tuple(sorted(found, key=lambda doubt: not doubt.blocks))


def answered(asked: Collection[Thing], said: Sequence[Said]) -> dict[Thing, Said]:
    """Of the things that are asked for: those that the customer has said, and where last."""
    return {
        thing: one
        for thing in asked
        for one in sorted(said, key=lambda one: one.at)
        if one.by_customer and thing in one.given
    }


def _fields(text: str, allowed: Collection[str]) -> Iterator[Doubt]:
    for words in dict.fromkeys(_FIELD.findall(text)):
        if words.strip("{}[] ") not in allowed:
            yield Doubt(
                trouble=Trouble.FIELD,
                words=f"{words} is not filled in: write what belongs there, or take it out.",
                blocks=True,
            )


def _forbidden(text: str, rules: HouseRules) -> Iterator[Doubt]:
    for word in rules.forbidden:
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
            yield Doubt(
                trouble=Trouble.FORBIDDEN,
                words=f"We do not write \N{LEFT DOUBLE QUOTATION MARK}{word}"
                "\N{RIGHT DOUBLE QUOTATION MARK}: choose another word.",
                blocks=True,
            )


def _private(
    text: str, kind: ReplyKind, said: Sequence[Said], rules: HouseRules
) -> Iterator[Doubt]:
    heard = [(one, private_data(one.text, rules.identifier)) for one in said]
    for datum in private_data(text, rules.identifier):
        if _is_ours(datum, rules):
            continue
        where = _places(datum, heard)
        if datum.kind is PrivateKind.CARD:
            yield _leak(datum, "nobody may read it, not even in private: take it out.", blocks=True)
        elif kind is not ReplyKind.PRIVATE:
            doubt = _in_public(datum, where)
            if doubt is not None:
                yield doubt


def _in_public(datum: PrivateDatum, where: Sequence[Said]) -> Doubt | None:
    theirs = [one for one in where if one.by_customer]
    if datum.kind is PrivateKind.NUMBER and (not where or not all(one.private for one in where)):
        return None  # the customer wrote it in public, or it is a number of ours
    if theirs:
        place = "in private" if all(one.private for one in theirs) else "here"
        return _leak(datum, f"the customer wrote it {place}: answer in private, or take it out.")
    if datum.kind is PrivateKind.IBAN:
        return _leak(datum, "answer in private, or take it out.")
    return _leak(
        datum, "make sure that it is ours, or take it out (a lead can list ours).", blocks=False
    )


def _leak(datum: PrivateDatum, way_out: str, *, blocks: bool = True) -> Doubt:
    what = "A card number" if datum.kind is PrivateKind.CARD else None
    told = what or (
        f"Everybody would read {_CALLED[datum.kind]} ({masked(datum.words)})"
        if blocks
        else f"{_CALLED[datum.kind].capitalize()} ({datum.words}) stands in public"
    )
    return Doubt(trouble=Trouble.PRIVATE, words=f"{told}: {way_out}", blocks=blocks)


def _is_ours(datum: PrivateDatum, rules: HouseRules) -> bool:
    own = {normal(datum.kind, contact) for contact in rules.contacts}
    domain = datum.value.partition("@")[2]
    return datum.value in own or (datum.kind is PrivateKind.EMAIL and f"@{domain}" in own)


def _places(
    datum: PrivateDatum, heard: Sequence[tuple[Said, Sequence[PrivateDatum]]]
) -> list[Said]:
    same = (datum.kind, datum.value)
    return [one for one, data in heard if any((d.kind, d.value) == same for d in data)]


def masked(words: str) -> str:
    """Enough to find it, too little to use it."""
    return f"{words[:2]}…{words[-2:]}" if len(words) > 6 else "…"


def _asked_again(asked: Collection[Thing], said: Sequence[Said]) -> Iterator[Doubt]:
    for thing, one in answered(asked, said).items():
        how = " in private" if one.private else ""
        yield Doubt(
            trouble=Trouble.ASKED_AGAIN,
            words=f"Do not ask again: {_NAMES[thing]} ({one.given[thing]}) stands in the post of "
            f"{one.at.day} {one.at:%b} on {one.place}{how}.",
            blocks=False,
        )
