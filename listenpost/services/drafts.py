"""The suggested reply: which kind, which words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from domain import gate
from domain.classification import Topic
from domain.reply import ReplyKind, ReplyTarget
from responder import template


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A draft ready to send, and why it is made so."""

    kind: ReplyKind
    text: str
    language: str
    reason: str


def suggest(
    target: ReplyTarget,
    *,
    topic: Topic,
    private: bool,
    language: str | None,
    customer: str,
    brand: str,
    earlier_replies: int,
    private_sent: bool,
    now: dt.datetime,
) -> Suggestion:
    """A draft in the customer's language; private where account data are needed, if allowed."""
    kind = ReplyKind.PUBLIC
    reason = "answered in public, where the customer asked"
    if ReplyKind.PUBLIC not in gate.kinds_for(target.platform, target.kind):
        kind, reason = ReplyKind.PRIVATE, "the customer wrote in private"
    elif private and earlier_replies == 0 and _private_possible(target, private_sent, now):
        kind = ReplyKind.PRIVATE
        reason = "needs the customer's account data, so it goes by private message"
    found = template.choose(language, situation_of(topic, earlier_replies))
    text = found.render(kind, name=first_name(customer), brand=brand)
    return Suggestion(kind=kind, text=text, language=found.language, reason=reason)


def situation_of(topic: Topic, earlier_replies: int) -> str:
    """The table of the template file that fits."""
    if earlier_replies:
        return "follow_up" if earlier_replies == 1 else "follow_up_again"
    if topic in (Topic.BILLING, Topic.REFUND):
        return "money"
    return topic.value


def first_name(customer: str) -> str:
    """How to address the customer; empty where the name is no name."""
    first = customer.strip().split(" ")[0] if customer.strip() else ""
    return first if first.isalpha() and 2 <= len(first) <= 20 else ""


def _private_possible(target: ReplyTarget, private_sent: bool, now: dt.datetime) -> bool:
    if ReplyKind.PRIVATE not in gate.kinds_for(target.platform, target.kind):
        return False
    return gate.check(target, ReplyKind.PRIVATE, "text", sent_before=private_sent, now=now).allowed
