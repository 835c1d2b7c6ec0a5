"""The words for roles, and for what was done to an account."""

from __future__ import annotations

from typing import Any

from dashboard import words
from dashboard.tongue import N_, Table, _
from domain.role import Role

ROLES: Table[Role, tuple[str, words.Color]] = Table(
    {
        Role.AGENT: (N_("Agent"), "gray"),
        Role.LEAD: (N_("Lead"), "blue"),
        Role.MARKETING: (N_("Marketing"), "green"),
        Role.MANAGER: (N_("Manager"), "orange"),
        Role.ADMIN: (N_("Admin"), "violet"),
    }
)
MAY = Table(
    {
        Role.AGENT: N_("reads and answers cases"),
        Role.LEAD: N_("answers cases, approves replies and statements, reads reports and health"),
        Role.MARKETING: N_("reads how customers sound, and public posts; no cases"),
        Role.MANAGER: N_("reads cases, reports and health, answers nobody"),
        Role.ADMIN: N_("everything, and keeps the people"),
    }
)
PLAIN = Table(
    {
        "user.disabled": N_("Switched off"),
        "user.enabled": N_("Switched on again"),
        "user.unlocked": N_("Wrong tries forgotten"),
        "user.password": N_("Chose a password"),
        "user.confirmed": N_("Told the own password anew"),
        "user.linked": N_("Signs in by single sign-on from now on"),
    }
)

_DUTIES = Table(
    {
        "teams": N_("Teams"),
        "languages": N_("Languages"),
        "skills": N_("Topics"),
        "capacity": N_("Open cases at once"),
        "away_until": N_("Away until"),
    }
)
_NOTHING = Table(
    {
        "teams": N_("none", "teams"),
        "languages": N_("all", "languages"),
        "skills": N_("all", "topics"),
    }
)


def role(found: str) -> str:
    """The role as people write it."""
    return ROLES[Role(found)][0]


def offered(found: str) -> str:
    """The role and what it is for."""
    return _("{role}: {what}").format(role=role(found), what=MAY[Role(found)])


def deed(action: str, detail: dict[str, Any]) -> str:
    """One row of the audit of an account."""
    if action in PLAIN:
        return PLAIN[action]
    told = _TOLD.get(action)
    return told(detail) if told else action


def whose(by: str | None, action: str, detail: dict[str, Any]) -> str:
    """Who did it, where that is known."""
    if by:
        return by
    if detail.get("source") == "oidc":
        return _("single sign-on")
    return _("somebody") if action.startswith("sign_in.") else _("command line")


def _added(detail: dict[str, Any]) -> str:
    return _("Added as {role}").format(role=_named(detail.get("role")))


def _changed(detail: dict[str, Any]) -> str:
    return _("Role changed from {before} to {after}").format(
        before=_named(detail.get("before")), after=_named(detail.get("after"))
    )


def _duty(detail: dict[str, Any]) -> str:
    """What was otherwise before; of rows from before that was kept, only that it was changed."""
    before, after = detail.get("before"), detail.get("after")
    if not isinstance(before, dict) or not isinstance(after, dict):
        return _("Duties changed")
    parts = (
        _("{what}: {after}, before: {before}").format(
            what=_DUTIES.get(name, name),
            before=_value(name, before.get(name)),
            after=_value(name, value),
        )
        for name, value in after.items()
    )
    return _("Duties changed: {what}").format(what=words.joined(parts))


def _value(name: str, value: object) -> str:
    """One thing of a duty; nothing is every language and every topic, and no team."""
    if isinstance(value, list):
        said = {"languages": words.language, "skills": words.label}.get(name, str)
        return ", ".join(said(str(one)) for one in value) or _NOTHING.get(name, "")
    if name == "away_until":
        return f"{str(value)[:16].replace('T', ' ')} UTC" if value else _("here")
    return str(value)


def _reset(detail: dict[str, Any]) -> str:
    once = detail.get("after") == "one-time"
    return _("One-time password made") if once else _("Password set")


def _ended(detail: dict[str, Any]) -> str:
    if "before" not in detail:
        return _("Ended own sessions")
    ended = detail["before"] - detail["after"]
    return words.counted(ended, "{number} session ended", "{number} sessions ended")


def _signed_in(detail: dict[str, Any]) -> str:
    return _("Signed in") + _place(detail)


def _failed(detail: dict[str, Any]) -> str:
    return _("Wrong password") + _place(detail)


def _locked(detail: dict[str, Any]) -> str:
    where, number = detail.get("where"), detail.get("wrong", 0)
    if where == "everywhere":
        return words.counted(
            number,
            "Has to wait after {number} wrong try, wherever it comes from",
            "Has to wait after {number} wrong tries, wherever they come from",
        )
    return words.counted(
        number,
        "Has to wait after {number} wrong try, from {where}",
        "Has to wait after {number} wrong tries, from {where}",
        where=where,
    )


def _language(detail: dict[str, Any]) -> str:
    after = str(detail.get("after"))
    chosen = _("as the browser asks") if after == "browser" else words.language(after)
    return _("Language of the pages: {language}").format(language=chosen)


def _place(detail: dict[str, Any]) -> str:
    found = [str(detail[name]) for name in ("browser", "address") if detail.get(name)]
    return f": {', '.join(found)}" if found else ""


def _named(value: object) -> str:
    known = {one.value for one in Role}
    return role(str(value)) if value in known else str(value)


_TOLD = {
    "user.added": _added,
    "user.duty": _duty,
    "user.language": _language,
    "user.role": _changed,
    "user.password_reset": _reset,
    "user.sessions_ended": _ended,
    "user.signed_in": _signed_in,
    "sign_in.failed": _failed,
    "sign_in.locked": _locked,
}
