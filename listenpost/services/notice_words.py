"""What a message says: what, where, how old, what to do, and the way to it; no customer's words.

It is in the language that is spoken. Words and names come only in a fact's `words`, which is filled
where the destination allows it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from domain.notice import NoticeKind
from domain.notice_message import WAY_IN, Fact, Letter, Section, harmless
from listenpost.language import figures
from listenpost.language.tongue import N_, Table, _, forms
from listenpost.language.vocabulary import platform

LONGEST_TITLE = 200
ALONE = Table(
    {
        NoticeKind.CRITICAL: N_("Critical case"),
        NoticeKind.INCIDENT: N_("Incident"),
        NoticeKind.SPIKE: N_("Spike"),
        NoticeKind.STOPPED: N_("Listener stopped"),
        NoticeKind.SILENCE: N_("Silent listener"),
        NoticeKind.BREACHED: N_("Deadline missed"),
        NoticeKind.REPLY: N_("Reply that needs a person"),
        NoticeKind.PROMISE: N_("Broken promise"),
        NoticeKind.AT_RISK: N_("Deadline about to be missed"),
        NoticeKind.TOKEN: N_("Token about to expire"),
        NoticeKind.BUDGET: N_("Budget spent or nearly"),
        NoticeKind.WEEKLY: N_("Weekly report"),
    }
)
NAMED = Table(
    {
        NoticeKind.CRITICAL: N_("critical cases"),
        NoticeKind.INCIDENT: N_("incidents"),
        NoticeKind.SPIKE: N_("spikes"),
        NoticeKind.STOPPED: N_("listeners stopped"),
        NoticeKind.SILENCE: N_("silent listeners"),
        NoticeKind.BREACHED: N_("deadlines missed"),
        NoticeKind.REPLY: N_("replies that need a person"),
        NoticeKind.PROMISE: N_("broken promises"),
        NoticeKind.AT_RISK: N_("deadlines about to be missed"),
        NoticeKind.TOKEN: N_("tokens about to expire"),
        NoticeKind.BUDGET: N_("budgets spent or nearly"),
        NoticeKind.WEEKLY: N_("weekly reports"),
    }
)
"""Several of a kind, as people say it."""
_COUNTED = {
    NoticeKind.CRITICAL: forms("{number} critical case", "{number} critical cases"),
    NoticeKind.INCIDENT: forms("{number} incident", "{number} incidents"),
    NoticeKind.SPIKE: forms("{number} spike", "{number} spikes"),
    NoticeKind.STOPPED: forms("{number} listener stopped", "{number} listeners stopped"),
    NoticeKind.SILENCE: forms("{number} silent listener", "{number} silent listeners"),
    NoticeKind.BREACHED: forms("{number} deadline missed", "{number} deadlines missed"),
    NoticeKind.REPLY: forms(
        "{number} reply that needs a person", "{number} replies that need a person"
    ),
    NoticeKind.PROMISE: forms("{number} broken promise", "{number} broken promises"),
    NoticeKind.AT_RISK: forms(
        "{number} deadline about to be missed", "{number} deadlines about to be missed"
    ),
    NoticeKind.TOKEN: forms("{number} token about to expire", "{number} tokens about to expire"),
    NoticeKind.BUDGET: forms("{number} budget spent or nearly", "{number} budgets spent or nearly"),
    NoticeKind.WEEKLY: forms("{number} weekly report", "{number} weekly reports"),
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


def letter(
    sections: Sequence[Section], *, base_url: str, ref: str, zone: dt.tzinfo, now: dt.datetime
) -> Letter:
    """The message; `ref` is the same at every attempt, so that one told twice can be known."""
    head = len(sections) > 1  # one kind alone stands in the title
    blocks = [_section(one, base_url, zone, now, head=head) for one in sections]
    blocks.append(_("Notice {number}").format(number=ref))
    return Letter(title=title(sections), text="\n\n".join(blocks))


def trial() -> Letter:
    """What is sent to see whether a destination works."""
    return Letter(
        title=_("Listenpost: a test"),
        text=_(
            "This destination works. Somebody asked Listenpost to try it; nothing has happened."
        ),
    )


def title(sections: Sequence[Section]) -> str:
    """3 critical cases, 1 incident; one thing alone says what it is."""
    if len(sections) == 1 and sections[0].number == 1 and sections[0].facts:
        kind, fact = sections[0].kind, sections[0].facts[0]
        alone = fact.what if kind is NoticeKind.INCIDENT else f"{ALONE[kind]}: {fact.what}"
        return alone[:LONGEST_TITLE]
    return ", ".join(map(_counted, sections))[:LONGEST_TITLE]


def on(network: str, number: int | None) -> str:
    """Which case, and where."""
    return _("Case {number} on {network}").format(number=number, network=platform(network))


def _counted(section: Section) -> str:
    one, many = _COUNTED[section.kind]
    return figures.counted(section.number, one, many)


def _section(
    section: Section, base_url: str, zone: dt.tzinfo, now: dt.datetime, *, head: bool
) -> str:
    parts = [_counted(section)] if head else []
    parts += [_fact(fact, base_url, zone, now) for fact in section.facts]
    rest = section.number - len(section.facts)
    if rest > 0:
        place = base_url + WAY_IN + _PLACES.get(section.kind, "/health")
        parts.append(
            figures.counted(
                rest, "And {number} more: {place}", "And {number} more: {place}", place=place
            )
        )
    return "\n\n".join(parts)


def _fact(fact: Fact, base_url: str, zone: dt.tzinfo, now: dt.datetime) -> str:
    age = _("For {span}, since {when}.").format(
        span=figures.duration(now - fact.at), when=figures.stamp(fact.at, zone)
    )
    lines = [f"{fact.what}. {age}", fact.over or fact.todo]
    if fact.words:
        lines.append(f'"{harmless(fact.words)}"')
    return "\n".join([*filter(None, lines), base_url + WAY_IN + fact.path])
