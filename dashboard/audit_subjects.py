"""To whom something was done: the audit's codes as people say them, and what people type as a code.

`case:7` is "Case 7" here, and "case 7" that somebody types is found as `case:7`.
"""

from __future__ import annotations

from dashboard import words
from dashboard.tongue import N_, Table, _

_USUAL = "case"
"""Of what kind a bare number is."""
_KINDS = Table(
    {
        "case": N_("Case {name}"),
        "customer": N_("Customer {name}"),
        "user": N_("User {name}"),
        "account": N_("Account {name}"),
        "incident": N_("Incident {name}"),
        "link": N_("Link {name}"),
        "macro": N_("Saved reply {name}"),
        "team": N_("Team {name}"),
        "topic": N_("Topic {name}"),
        "view": N_("View {name}"),
        "setting": N_("Setting {name}"),
        "destination": N_("Destination {name}"),
        "platform": N_("Network {name}"),
        "article": N_("Article {name}"),
        "articles": N_("Articles {name}"),
    }
)


def said(subject: str) -> str:
    """A code in words; one of no kind that is known stays as it is."""
    kind, _colon, name = subject.partition(":")
    if not name or kind not in _KINDS:
        return subject
    return _KINDS[kind].format(name=words.platform(name) if kind == "platform" else name)


def code(typed: str) -> str:
    """What somebody typed as a code: "case 7" in any of our words for it, or just 7."""
    text = " ".join(typed.split())
    if text.isascii() and text.isdigit():
        return f"{_USUAL}:{text}"
    for kind in _KINDS:
        for start in (_KINDS[kind].partition("{name}")[0].strip(), kind):
            if text.casefold().startswith(f"{start.casefold()} "):
                name = text[len(start) :].strip()
                return f"{kind}:{name}"
    return text


def case_of(subject: str) -> int | None:
    """The number of the case, where it is one."""
    kind, _colon, name = subject.partition(":")
    return int(name) if kind == "case" and name.isascii() and name.isdigit() else None


def example() -> str:
    """For who types one."""
    return _("{one} or {other}").format(one=said("case:7"), other=said("user:ann"))
