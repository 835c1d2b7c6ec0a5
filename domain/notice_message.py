"""What a message says: what, where, how old, what to do, and the way to it; no customer's words.

Words and names come only in a fact's `words`, which is filled where the destination allows it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from domain.notice import NoticeKind
from domain.priority import in_words
from domain.text import one_line

TOP = 3
WAY_IN = "/go"
"""What links begin with: they lead to the right page of whoever signs in."""
LONGEST_WORDS = 200
_NAMES = {
    NoticeKind.CRITICAL: ("critical case", "critical cases"),
    NoticeKind.INCIDENT: ("incident", "incidents"),
    NoticeKind.SPIKE: ("spike", "spikes"),
    NoticeKind.STOPPED: ("listener stopped", "listeners stopped"),
    NoticeKind.SILENCE: ("silent listener", "silent listeners"),
    NoticeKind.BREACHED: ("deadline missed", "deadlines missed"),
    NoticeKind.REPLY: ("reply that needs a person", "replies that need a person"),
    NoticeKind.PROMISE: ("broken promise", "broken promises"),
    NoticeKind.AT_RISK: ("deadline about to be missed", "deadlines about to be missed"),
    NoticeKind.TOKEN: ("token about to expire", "tokens about to expire"),
    NoticeKind.BUDGET: ("budget spent or nearly", "budgets spent or nearly"),
    NoticeKind.WEEKLY: ("weekly report", "weekly reports"),
}
_PLACES = {
    NoticeKind.BREACHED: "/inbox?view=overdue",
    NoticeKind.AT_RISK: "/inbox?view=at_risk",
    NoticeKind.REPLY: "/outbox",
    NoticeKind.PROMISE: "/inbox?view=promises",
    NoticeKind.CRITICAL: "/inbox?urgency=critical",
    NoticeKind.INCIDENT: "/inbox",
    NoticeKind.SPIKE: "/inbox",
}
"""Where the rest of a kind is found."""
_CALLS = str.maketrans({"@": "@\u2060", "<": "‹", ">": "›", "[": "(", "]": ")", "`": "'"})
"""So that what a customer wrote calls nobody in a chat, and hides no address behind other words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is sent. `html` is for mail, beside the text."""

    title: str
    text: str
    html: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing: what and where, since when, what to do, where it is; `over` says what became."""

    what: str
    at: dt.datetime
    todo: str
    path: str
    over: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """All of one kind: how many, and the first of them."""

    kind: NoticeKind
    number: int
    facts: tuple[Fact, ...]


def letter(
    sections: Sequence[Section], *, base_url: str, ref: str, zone: dt.tzinfo, now: dt.datetime
) -> Letter:
    """The message; `ref` is the same at every attempt, so that one told twice can be known."""
    head = len(sections) > 1  # one kind alone stands in the title
    blocks = [_section(one, base_url, zone, now, head=head) for one in sections]
    return Letter(title=title(sections), text="\n\n".join([*blocks, f"Notice {ref}"]))


def title(sections: Sequence[Section]) -> str:
    """3 critical cases, 1 incident; one thing alone says what it is."""
    if len(sections) == 1 and sections[0].number == 1 and sections[0].facts:
        fact, name = sections[0].facts[0], _name(sections[0]).capitalize()
        return (fact.what if fact.what.startswith(name) else f"{name}: {fact.what}")[:200]
    counted = ", ".join(f"{one.number:,} {_name(one)}" for one in sections)
    return counted[:200]


def named(kind: NoticeKind) -> str:
    """Several of a kind, as people say it."""
    return _NAMES[kind][1]


def harmless(text: str) -> str:
    """A customer's words on one line, in which no chat finds a call, a link or markup."""
    return one_line(text, LONGEST_WORDS).translate(_CALLS)


def _name(section: Section) -> str:
    one, many = _NAMES[section.kind]
    return one if section.number == 1 else many


def _section(
    section: Section, base_url: str, zone: dt.tzinfo, now: dt.datetime, *, head: bool
) -> str:
    parts = [f"{section.number:,} {_name(section)}"] if head else []
    parts += [_fact(fact, base_url, zone, now) for fact in section.facts]
    rest = section.number - len(section.facts)
    if rest > 0:
        place = base_url + WAY_IN + _PLACES.get(section.kind, "/health")
        parts.append(f"And {rest:,} more: {place}")
    return "\n\n".join(parts)


def _fact(fact: Fact, base_url: str, zone: dt.tzinfo, now: dt.datetime) -> str:
    local = fact.at.astimezone(zone)
    age = f"For {in_words(now - fact.at)}, since {local:%a} {local.day} {local:%b %H:%M}."
    lines = [f"{fact.what}. {age}", fact.over or fact.todo]
    if fact.words:
        lines.append(f'"{harmless(fact.words)}"')
    return "\n".join([*filter(None, lines), base_url + WAY_IN + fact.path])
