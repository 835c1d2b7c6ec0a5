"""What an audit row says besides who, what and to whom, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dashboard import access_words, words
from dashboard.tongue import N_, Table, _
from domain.role import Role
from listenpost.language import spoken_for

_NAMES = Table(
    {
        "about": N_("about"),
        "accounts": N_("accounts"),
        "address": N_("address"),
        "article": N_("article"),
        "browser": N_("browser"),
        "change": N_("changed"),
        "channel": N_("channel"),
        "comment": N_("comment"),
        "customer": N_("customer"),
        "customer_id": N_("customer"),
        "days": N_("days"),
        "example": N_("example"),
        "handoff": N_("code"),
        "helpdesk": N_("helpdesk"),
        "into": N_("into"),
        "mention": N_("post"),
        "mentions": N_("posts"),
        "must_change": N_("has to choose a new one"),
        "n": N_("number"),
        "name": N_("name"),
        "network": N_("network"),
        "note": N_("note"),
        "ok": N_("went well"),
        "other": N_("other case"),
        "platform": N_("network"),
        "post": N_("post"),
        "reason": N_("reason"),
        "records": N_("removed"),
        "refused": N_("refused"),
        "reply": N_("reply"),
        "role": N_("role"),
        "rows": N_("rows"),
        "solved": N_("solved"),
        "source": N_("from"),
        "status": N_("status"),
        "team": N_("team"),
        "template": N_("template"),
        "ticket": N_("ticket"),
        "to": N_("to"),
        "token": N_("token"),
        "unchanged": N_("unchanged"),
        "until": N_("until"),
        "urgency": N_("urgency"),
        "user": N_("user"),
        "where": N_("where"),
        "who": N_("who"),
        "wrong": N_("wrong tries"),
    }
)
_VALUES = Table(
    {
        "dashboard": N_("dashboard"),
        "empty": N_("empty"),
        "local": N_("this installation"),
        "none": N_("none"),
        "off": N_("off"),
        "oidc": N_("single sign-on"),
        "on": N_("on"),
        "one-time": N_("one-time password"),
        "own": N_("own password"),
        "unset": N_("not set"),
        "worker": N_("worker"),
    }
)
_ROLES = frozenset(one.value for one in Role)


def said(detail: Mapping[str, Any]) -> str:
    """All of it in one line; before and after as a change."""
    return ", ".join(_parts(detail))


def _parts(detail: Mapping[str, Any]) -> Iterator[str]:
    if "before" in detail or "after" in detail:
        before, after = (_value(detail.get(name)) for name in ("before", "after"))
        yield f"{before} → {after}"
    for name, value in detail.items():
        if name not in {"before", "after"} and value != "":
            called = _NAMES[name] if name in _NAMES else name.replace("_", " ")
            yield f"{called}: {_named(name, value)}"


def _named(name: str, value: Any) -> str:
    if name in {"platform", "network"} and isinstance(value, str):
        return words.platform(value)
    if name == "role" and value in _ROLES:
        return access_words.role(str(value))
    return _value(value)


def _value(value: Any) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return _("yes") if value else _("no")
        case int():
            return words.count(value)
        case Mapping():
            return " / ".join(f"{name} {_value(one)}" for name, one in value.items())
        case list() | tuple():
            return " / ".join(map(_value, value))
        case _:
            text = str(value)
            if text in _VALUES:
                return _VALUES[text]
            return access_words.role(text) if text in _ROLES else spoken_for.said(text)
