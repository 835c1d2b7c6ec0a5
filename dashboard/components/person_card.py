"""One person as a line of the list and as facts beside the name."""

from __future__ import annotations

import datetime as dt

from dashboard import access_words, plain, words
from dashboard.tongue import _
from listenpost.services.people import Person


def line(one: Person, now: dt.datetime) -> str:
    """Who it is, how the account stands, and what this person takes."""
    login = "" if one.name == one.display_name else one.name
    return (
        '<div class="lp-row">'
        + plain.element("span", one.display_name, class_="lp-strong", dir="auto")
        + (plain.element("span", login, class_="lp-soft") if login else "")
        + badges(one)
        + "</div>"
        + plain.element("p", " · ".join(_facts(one, now)), class_="lp-soft")
    )


def badges(one: Person) -> str:
    """The role, and whatever is not as usual."""
    word, color = access_words.ROLES[one.role]
    found = [(word, color)]
    if one.off:
        found.append((_("Switched off"), "gray"))
    elif one.locked_until:
        found.append((_("Has to wait"), "red"))
    elif one.one_time_until:
        found.append((_("One-time password"), "orange"))
    if one.away_until:
        found.append((_("Away"), "blue"))
    return "".join(plain.badge(text, tone) for text, tone in found)


def facts(one: Person, now: dt.datetime, zone: dt.tzinfo) -> str:
    """All that is known, as a list of terms."""
    rows = {
        _("Signs in as"): _("{name} (single sign-on)").format(name=one.name)
        if one.by_provider
        else one.name,
        _("Teams"): ", ".join(one.teams) or _("none", "teams"),
        _("Languages"): _languages(one) or _("all", "languages"),
        _("Topics"): ", ".join(map(words.label, one.skills)) or _("all", "topics"),
        _("Open cases at once"): words.count(one.capacity)
        if one.capacity
        else _("takes cases by hand only"),
        _("Away"): _("until {when}").format(when=words.moment(one.away_until, now, zone))
        if one.away_until
        else _("no"),
        _("Last seen"): words.both(one.seen_at, now, zone) if one.seen_at else _("never"),
        _("Account since"): words.moment(one.created_at, now, zone),
    }
    return f'<section class="lp-card lp-facts">{plain.facts(rows)}</section>'


def _facts(one: Person, now: dt.datetime) -> list[str]:
    seen = (
        _("last seen {when}").format(when=words.ago(one.seen_at, now))
        if one.seen_at
        else _("never signed in")
    )
    live = (
        words.counted(one.sessions, "{number} live session", "{number} live sessions")
        if one.sessions
        else ""
    )
    return list(filter(None, (", ".join(one.teams), _languages(one), seen, live)))


def _languages(one: Person) -> str:
    return ", ".join(words.language(code) for code in one.languages)
