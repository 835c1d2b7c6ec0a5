"""The suggested reply: which kind, which words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from domain import gate, voice
from domain.channel import ChannelKind
from domain.classification import Topic
from domain.mention import MentionKind
from domain.recommend import Candidate
from domain.reply import ReplyKind, ReplyTarget
from domain.tone import Tone
from domain.voice import Voice
from responder import invitation, phrase, template


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A draft ready to send, and why it is made so."""

    kind: ReplyKind
    text: str
    language: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How it is worded: in whose voice, to which mood; `asks_again` knows what was said before."""

    voice: Voice = field(default_factory=Voice)
    tone: Tone = Tone.CALM
    agent: str = ""
    templates: Path | None = None
    asks_again: Callable[[str], bool] = lambda _text: False


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
    manner: Manner | None = None,
    route: Candidate | None = None,
) -> Suggestion:
    """A draft in the customer's language: for the chosen route, else private where account data
    are needed, if allowed.
    """
    first_private = private and earlier_replies == 0
    kind, reason = _way(target, first_private and _private_possible(target, private_sent, now))
    manner, name = manner or Manner(), first_name(customer)
    situation = "thanks" if manner.tone is Tone.PLEASED else situation_of(topic, earlier_replies)
    found = template.choose(language, situation, folder=manner.templates)
    ways = []
    if route is not None:
        kind, reason = _routed(target, route)
        ways.append(route.channel.kind.value)
        if route.channel.kind.value not in found.routes:
            invited = invitation.invitation(
                language, route.channel.kind, name=name, contact=route.channel.contact
            )
            if invited is not None:
                return Suggestion(kind=kind, text=invited[0], language=invited[1], reason=reason)
    if target.kind == MentionKind.MESSAGE and kind is ReplyKind.PRIVATE:
        ways.append(template.CONVERSATION)
    text = found.render(kind, name=name, brand=brand, ways=ways)
    if manner.asks_again(text):
        found = template.choose(language, "known", folder=manner.templates)
        text = found.render(kind, name=name, brand=brand, ways=ways)
        reason += "; what we would ask for is in the case already"
    text, felt = _in_tone(text, target, kind, found.language, manner)
    return Suggestion(
        kind=kind,
        text=text,
        language=found.language,
        reason=f"{reason}; the customer is {felt}" if felt else reason,
    )


_FELT = {Tone.ANGRY: "angry", Tone.SENSITIVE: "going through something hard"}


def _in_tone(
    text: str, target: ReplyTarget, kind: ReplyKind, language: str, manner: Manner
) -> tuple[str, str]:
    """With a word of empathy and the agent's mark, as far as they fit; and what was felt."""
    spoken = phrase.phrases(language)
    empathy = {Tone.ANGRY: spoken.angry, Tone.SENSITIVE: spoken.sensitive}.get(manner.tone, "")
    end = voice.closing(
        manner.voice, language=language, platform=target.platform, agent=manner.agent
    )
    for words, felt in ((phrase.after_greeting(text, empathy), bool(empathy)), (text, False)):
        for below in (end, ""):
            written = f"{words} {below}".strip()
            if gate.fits(target, kind, written):
                return written, _FELT[manner.tone] if felt else ""
    return text, ""


def _way(target: ReplyTarget, private: bool) -> tuple[ReplyKind, str]:
    if gate.where_asked(target) is ReplyKind.PRIVATE:
        return ReplyKind.PRIVATE, "the customer wrote in private"
    if private:
        return ReplyKind.PRIVATE, "needs the customer's account data, so it goes by private message"
    return ReplyKind.PUBLIC, "answered in public, where the customer asked"


def _routed(target: ReplyTarget, route: Candidate) -> tuple[ReplyKind, str]:
    """How it is told to her, and by which channel the matter goes on; why stands beside it."""
    kind = gate.where_asked(target)
    if route.channel.kind is ChannelKind.MESSAGE:
        kind = ReplyKind.PRIVATE
    return kind, f"for the channel \u201c{route.channel.name}\u201d"


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
    if ReplyKind.PRIVATE not in gate.ways(target):
        return False
    return gate.check(target, ReplyKind.PRIVATE, "text", sent_before=private_sent, now=now).allowed
