"""Which replies a second person must see before they leave, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.reply import ReplyKind


class ApprovalStatus(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"  # with a comment, to its author
    TAKEN_BACK = "taken_back"  # by its author


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRule:
    """What it leaves out it does not ask for; all that it names must fit.

    `words` are looked for in the reply and in the customer's post. `new_agent_replies` and
    `new_agent_days`: the author has sent fewer, or is here for a shorter time; either is enough.
    """

    name: str
    topics: frozenset[str] = frozenset()
    urgencies: frozenset[str] = frozenset()
    platforms: frozenset[str] = frozenset()
    kinds: frozenset[ReplyKind] = frozenset()
    words: tuple[str, ...] = ()
    amount_from: Decimal | None = None
    new_agent_replies: int = 0
    new_agent_days: int = 0
    offers: bool = False
    rewritten: bool = False
    bulk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A reply as the rules see it; `about` is the customer's post."""

    text: str
    about: str
    topic: str
    urgency: str
    platform: str
    kind: ReplyKind
    author_replies: int = 0
    author_days: int = 0
    offers: bool = False
    rewritten: bool = False
    bulk: bool = False


_SIGN = r"(?:€|\$|£|zł|kr\b|EUR\b|USD\b|GBP\b|CHF\b|PLN\b|CZK\b)"
_FIGURE = r"\d{1,3}(?:[ .,]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_AMOUNT = re.compile(rf"{_SIGN} ?({_FIGURE})|({_FIGURE}) ?{_SIGN}", re.IGNORECASE)


def reasons(rules: Sequence[ApprovalRule], reply: Proposed) -> tuple[str, ...]:
    """Why a second person must see it, one sentence a rule; none means: it may leave."""
    return tuple(
        why for rule in rules if rule.bulk is reply.bulk and (why := _why(rule, reply)) is not None
    )


def amounts_in(text: str) -> tuple[Decimal, ...]:
    """Sums of money, without their currency: 1.299,00 € and €1,299.00 are the same."""
    return tuple(_figure(one or other) for one, other in _AMOUNT.findall(text))


def _why(rule: ApprovalRule, reply: Proposed) -> str | None:
    named = (
        (rule.topics, reply.topic),
        (rule.urgencies, reply.urgency),
        (rule.platforms, reply.platform),
        (rule.kinds, reply.kind),
    )
    if any(wanted and value not in wanted for wanted, value in named):
        return None
    if (rule.offers and not reply.offers) or (rule.rewritten and not reply.rewritten):
        return None
    found = []
    if rule.words:
        word = _word(rule.words, reply)
        if word is None:
            return None
        found.append(f"\N{LEFT DOUBLE QUOTATION MARK}{word}\N{RIGHT DOUBLE QUOTATION MARK}")
    if rule.amount_from is not None:
        largest = max(amounts_in(reply.text), default=None)
        if largest is None or largest < rule.amount_from:
            return None
        found.append(f"{largest} is {rule.amount_from} or more")
    if rule.new_agent_replies or rule.new_agent_days:
        new = _new(rule, reply)
        if new is None:
            return None
        found.append(new)
    return f"{rule.name}: {', '.join(found)}" if found else rule.name


def _word(words: Sequence[str], reply: Proposed) -> str | None:
    for word in words:
        pattern = rf"(?<!\w){re.escape(word)}(?!\w)"
        if any(re.search(pattern, text, re.IGNORECASE) for text in (reply.text, reply.about)):
            return word
    return None


def _new(rule: ApprovalRule, reply: Proposed) -> str | None:
    if reply.author_replies < rule.new_agent_replies:
        return f"{reply.author_replies} of {rule.new_agent_replies} replies sent"
    if reply.author_days < rule.new_agent_days:
        return f"here for {reply.author_days} of {rule.new_agent_days} days"
    return None


def _figure(words: str) -> Decimal:
    plain = words.replace(" ", "")
    whole, sign, part = plain.rpartition("," if plain.rfind(",") > plain.rfind(".") else ".")
    if sign and len(part) <= 2:
        return Decimal(re.sub(r"[.,]", "", whole) + "." + part)
    return Decimal(re.sub(r"[.,]", "", plain))
