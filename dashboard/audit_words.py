"""What was done, as people say it: the rows of the audit in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dashboard import access_words, words
from dashboard.tongue import N_, Table
from domain.case import CaseEventKind

_OF_A_CASE = ("case", "reply")
_PEOPLE = Table(
    {
        "user.added": N_("Person added"),
        "user.duty": N_("Duties changed"),
        "user.language": N_("Language of the pages chosen"),
        "user.password_reset": N_("Password set by somebody else"),
        "user.role": N_("Role changed"),
        "user.sessions_ended": N_("Sessions ended"),
        "user.signed_in": N_("Signed in"),
        "sign_in.failed": N_("Wrong password"),
        "sign_in.locked": N_("Has to wait after wrong tries"),
    }
)
"""Deeds that a row tells with more in them, without it: to choose from."""
"""Whose actions are named as the events of a case are."""
_DEEDS = Table(
    {
        "account.changed": N_("Account changed"),
        "account.connected": N_("Account connected"),
        "account.removed": N_("Account removed"),
        "account.rotated": N_("Account sealed with the new key"),
        "account.tried": N_("Account tried"),
        "article.put_back": N_("Article offered again"),
        "article.withdrawn": N_("Article taken out"),
        "articles.imported": N_("Articles imported"),
        "audit.exported": N_("Audit taken along"),
        "customer.erased": N_("Customer erased"),
        "customer.exported": N_("Customer's data taken along"),
        "customers.imported": N_("Customers imported"),
        "database.restored": N_("Database restored from a backup"),
        "handoff.noted": N_("What became of a code was noted"),
        "handoff.opened": N_("The code was opened"),
        "handoff.pin_made": N_("PIN made"),
        "identity.linked": N_("Accounts linked"),
        "identity.rejected": N_("Noted: two people"),
        "identity.suggested": N_("Accounts left undecided"),
        "identity.unlinked": N_("Accounts taken apart"),
        "incident.follow_up": N_("Told an incident's customers that it is over"),
        "incident.left": N_("Case taken out of an incident"),
        "incident.rejoined": N_("Case put back into an incident"),
        "incident.statement": N_("Statement on an incident approved"),
        "macro.removed": N_("Saved reply removed"),
        "macro.saved": N_("Saved reply kept"),
        "notify.tested": N_("Test message sent"),
        "posts.withdrawn": N_("Deleted posts emptied"),
        "practice.off": N_("Practice switched off"),
        "practice.on": N_("Practice switched on"),
        "reply.forced": N_("Reply sent all the same"),
        "reply.redirected": N_("Reply sent another way"),
        "report.sent": N_("Weekly report sent"),
        "retention.purged": N_("What was kept long enough was removed"),
        "setting.changed": N_("Setting changed outside the dashboard"),
        "setting.reset": N_("Setting put back to what the file says"),
        "setting.set": N_("Setting changed"),
        "sign_in.refused": N_("Sign-in refused"),
        "team.added": N_("Team added"),
        "ticket_again": N_("Ticket tried again"),
        "topic.applied": N_("Topics given to earlier posts"),
        "topic.example_added": N_("Topic's example added"),
        "topic.example_removed": N_("Topic's example removed"),
        "topic.merged": N_("Topics merged"),
        "topic.removed": N_("Topic removed"),
        "topic.saved": N_("Topic saved"),
        "view.removed": N_("View removed"),
        "view.saved": N_("View saved"),
        "webhooks.retried": N_("Webhooks sent again"),
    }
)


def deed(action: str, detail: dict[str, Any]) -> str:
    """What an action is called; one that has no words here is shown as it is written."""
    if action in _DEEDS:
        return _DEEDS[action]
    where, _dot, what = action.partition(".")
    event = what if where in _OF_A_CASE else action
    if event in _EVENTS:
        return words.EVENTS[CaseEventKind(event)]
    return access_words.deed(action, detail)


def known() -> dict[str, tuple[str, ...]]:
    """Every deed that can be looked for, in the order of its words: its code, and all codes that
    are called the same.
    """
    named: dict[str, list[str]] = {}
    for code in (*_DEEDS, *_PEOPLE, *access_words.PLAIN, *_codes_of_events()):
        named.setdefault(called(code), []).append(code)
    return {
        codes[0]: tuple(codes)
        for _word, codes in sorted(named.items(), key=lambda one: one[0].casefold())
    }


def called(code: str) -> str:
    """A deed without what its row tells besides."""
    return _PEOPLE[code] if code in _PEOPLE else deed(code, {})


def _codes_of_events() -> Iterator[str]:
    """An event is written down with what it happened to, or by itself."""
    for kind in CaseEventKind:
        yield from (f"{where}.{kind.value}" for where in _OF_A_CASE)
        yield kind.value


_EVENTS = frozenset(kind.value for kind in CaseEventKind)
