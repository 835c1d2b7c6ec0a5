"""What holds of routes, channels and templates, in words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.tongue import N_, Table, _
from domain.channel import ChannelKind
from domain.route import Rule, unreachable
from listenpost.language import spoken_for

_ASKS = Table(
    {
        "topics": N_("topic"),
        "languages": N_("language"),
        "platforms": N_("network"),
        "urgencies": N_("urgency"),
        "sentiments": N_("sentiment"),
        "tiers": N_("tier"),
        "private": N_("needs account data"),
        "incident": N_("part of an incident"),
    }
)
_KINDS = Table(
    {
        ChannelKind.REPLY: N_("public reply"),
        ChannelKind.MESSAGE: N_("private message"),
        ChannelKind.ARTICLE: N_("help article"),
        ChannelKind.PHONE: N_("phone"),
        ChannelKind.CHAT: N_("chat"),
        ChannelKind.EMAIL: N_("email"),
        ChannelKind.STORE: N_("store"),
        ChannelKind.SPECIALIST: N_("colleagues who know more"),
    }
)
_WANTS = Table(
    {
        "prefer": N_("first: {channels}"),
        "only": N_("only: {channels}"),
        "never": N_("never: {channels}"),
    }
)


def routes() -> None:
    """The tree as it holds, and rules that no case ever comes to."""
    found = desk().app.routes
    st.header(_("What holds now"), anchor=False)
    if not found:
        st.caption(_("There is no rule: every channel may be used."))
        return
    st.caption(_("From top to bottom; the first rule that fits wins, then its own rules."))
    st.html(_tree(found))
    for one in unreachable(found):
        st.warning(plain.markdown(spoken_for.said(one)), icon=":material/block:")


def channels() -> None:
    """Every channel, those of our own making included."""
    st.header(_("What holds now"), anchor=False)
    now = desk().app.clock.now()
    rows = []
    for one in desk().app.channels:
        opened = one.hours.next_open(now) <= now
        badge = plain.badge(_("open"), "green") if opened else plain.badge(_("closed"), "gray")
        called, kind = spoken_for.said(one.name), _KINDS[one.kind]
        facts = (kind if kind != called else "", one.contact, *sorted(one.languages))
        about = ", ".join(filter(None, facts))
        name = plain.element("span", called, class_="lp-strong")
        soft = plain.element("div", about, class_="lp-soft")
        rows.append(f'<li><div class="lp-row">{name}{badge}</div>{soft}</li>')
    st.html(f'<ul class="lp-plain lp-history">{"".join(rows)}</ul>')


def templates() -> None:
    """Every template with its words."""
    st.header(_("What holds now"), anchor=False)
    if not desk().app.message_templates:
        st.caption(_("There is none."))
    for one in desk().app.message_templates:
        with st.container(border=True):
            st.html(plain.element("span", f"{one.name}, {one.language}", class_="lp-strong"))
            st.text(one.body)


def _tree(rules: Sequence[Rule]) -> str:
    return f'<ul class="lp-tree">{"".join(map(_rule, rules))}</ul>'


def _rule(rule: Rule) -> str:
    wants = words.joined(
        _WANTS[name].format(channels=", ".join(getattr(rule, name)))
        for name in _WANTS
        if getattr(rule, name)
    )
    return (
        "<li>"
        + plain.element("span", rule.name, class_="lp-strong")
        + plain.element("div", _asks(rule), class_="lp-soft")
        + (plain.element("div", wants) if wants else "")
        + (_tree(rule.children) if rule.children else "")
        + "</li>"
    )


def _asks(rule: Rule) -> str:
    parts = []
    for name, label in _ASKS.items():
        wanted = sorted(getattr(rule.matcher, name))
        if wanted:
            told = " / ".join(map(words.label, wanted))
            parts.append(f"{label}: {told}")
    return ", ".join(parts) or _("every case")
