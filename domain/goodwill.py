"""Goodwill: who may be offered a voucher or a senior agent, and why; and what is left to spend."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Gesture(StrEnum):
    VOUCHER = "voucher"
    SENIOR = "senior"  # somebody with experience takes the case


class OfferStatus(StrEnum):
    """A voucher is never told to a customer before it is given, and given only with a reply."""

    PROPOSED = "proposed"  # by a rule
    GRANTED = "granted"  # a lead said yes: the sum is set aside, its code may be sent
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # granted, and taken back before a reply told of it


class Purse(StrEnum):
    """What a budget counts by."""

    DAY = "day"
    MONTH = "month"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodwillRule:
    """What it leaves out it does not ask for; all that it names must fit. Sums are in cents."""

    name: str
    gesture: Gesture
    cents: int = 0
    tiers: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    sentiments: frozenset[str] = frozenset()
    urgencies: frozenset[str] = frozenset()
    ignored_before: int = 0
    breached: bool = False
    followers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodwillRules:
    """All of it. Limits are in cents; None is no limit of this kind.

    `own_requests`: a lead may grant what she asked for herself.
    """

    rules: tuple[GoodwillRule, ...] = ()
    currency: str = "EUR"
    limits: tuple[tuple[Purse, int], ...] = ()
    own_requests: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A case as the rules see it."""

    tier: str | None
    topic: str
    sentiment: str
    urgency: str
    ignored_before: int
    breached: bool
    followers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a rule proposes; `reasons` are shown to whoever decides."""

    rule: str
    gesture: Gesture
    cents: int
    reasons: tuple[str, ...]


def propose(rules: Sequence[GoodwillRule], case: Standing) -> tuple[Offer, ...]:
    """The first rule of each gesture that fits, with everything that made it fit."""
    found: dict[Gesture, Offer] = {}
    for rule in rules:
        why = _reasons(rule, case)
        if why is not None and rule.gesture not in found:
            found[rule.gesture] = Offer(
                rule=rule.name, gesture=rule.gesture, cents=rule.cents, reasons=why
            )
    return tuple(found.values())


def _reasons(rule: GoodwillRule, case: Standing) -> tuple[str, ...] | None:
    named = (
        (rule.tiers, case.tier, "tier {}"),
        (rule.topics, case.topic, "about {}"),
        (rule.sentiments, case.sentiment, "{}"),
        (rule.urgencies, case.urgency, "{} urgency"),
    )
    if any(wanted and value not in wanted for wanted, value, _ in named):
        return None
    least = (
        (rule.ignored_before, case.ignored_before, "ignored {} times before"),
        (int(rule.breached), int(case.breached), "we are late"),
        (rule.followers, case.followers, "{:,} followers"),
    )
    if any(value < wanted for wanted, value, _ in least):
        return None
    return tuple(
        [words.format(value) for wanted, value, words in named if wanted]
        + [words.format(value) for wanted, value, words in least if wanted]
    )


def purse_key(purse: Purse, *, today: dt.date, customer_id: int) -> str:
    """Which purse a sum comes out of: this day's, this month's or this customer's."""
    if purse is Purse.CUSTOMER:
        return f"customer:{customer_id}"
    return f"day:{today:%Y-%m-%d}" if purse is Purse.DAY else f"month:{today:%Y-%m}"


def money(cents: int, currency: str) -> str:
    """1250 is "12.50 EUR", 1000 is "10 EUR"."""
    whole, rest = divmod(cents, 100)
    return f"{whole}.{rest:02} {currency}" if rest else f"{whole} {currency}"
