"""Health: how every listener stands, what waits in the queue, and what could not be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from dashboard import connection_words, places, plain, section_words, words
from dashboard.components import coverage_bar
from dashboard.components.backlog_line import backlog_line
from dashboard.components.destinations import destinations
from dashboard.components.model_card import model_card
from dashboard.components.told import told
from dashboard.desk import desk
from dashboard.session import signed_in, time_zone
from dashboard.tongue import _
from dashboard.views.connections import ACCOUNT
from domain.listening import ListenerState
from domain.reply import ReplyStatus
from domain.role import Permission, may
from listenpost.language import spoken_for
from listenpost.services import health
from listenpost.services.health import Health, ListenerHealth

REFRESH_SECONDS = 4
_SHOWN_REPLIES = (
    ReplyStatus.APPROVED,
    ReplyStatus.SENDING,
    ReplyStatus.SENT,
    ReplyStatus.UNKNOWN,
    ReplyStatus.REJECTED,
    ReplyStatus.FAILED,
)


def show() -> None:
    """The page."""
    st.title(_("Health"), anchor=False)
    _live()
    model_card()


@st.fragment(run_every=REFRESH_SECONDS)
def _live() -> None:
    user = signed_in()
    found = health.read(desk().app, user)
    keeps = may(user.role, Permission.MANAGE_ACCOUNTS)
    if found.listeners:
        st.html(plain.element("p", headline(found.listeners), class_="lp-headline"))
    with st.grid("auto", min_column_width=170):
        st.metric(_("Posts stored"), words.count(found.mentions), border=True)
        st.metric(_("Cases"), words.count(found.cases), border=True)
        st.metric(_("Wait for the model"), words.count(found.waiting_for_triage), border=True)
        st.metric(_("Tasks given up"), words.count(found.given_up), border=True)
    backlog_line(found.backlog)
    for name in desk().app.settled.standing.troubles:
        st.warning(plain.markdown(section_words.left_out(name)), icon=":material/tune:")
    for surge in found.surges:
        st.warning(plain.markdown(spoken_for.said(surge)), icon=":material/trending_up:")
    st.header(_("Listeners"), anchor=False)
    if not found.listeners:
        st.caption(
            _(
                "No listener has reported yet. They appear when an account is connected and a "
                "worker runs."
            )
        )
        if keeps:
            label = _("Connect an account")
            st.page_link(places.page(places.ACCOUNTS), label=label, icon=":material/add_link:")
    else:
        st.caption(
            _(
                "A bar is the last 24 hours: green is proven complete, striped is still to be "
                "read, red is lost, empty is before it listened."
            )
        )
    with st.grid("auto", min_column_width=300):
        for listener in sorted(found.listeners, key=_calm):
            st.html(listener_card(listener, found.at, time_zone(), keeps=keeps))
    st.header(_("Outbox"), anchor=False)
    st.html(_outbox(found))
    told()
    destinations()
    _skipped(found)


def headline(found: Sequence[ListenerHealth]) -> str:
    """Whether all listeners listen, else which do not."""
    others = sorted(one.name for one in found if not _calm(one)[0])
    if not others:
        return words.counted(
            len(found), "The listener is listening.", "All {number} listeners are listening."
        )
    return words.counted(
        len(others),
        "{number} of {all} listeners is not listening now: {names}.",
        "{number} of {all} listeners are not listening now: {names}.",
        all=words.count(len(found)),
        names=", ".join(others),
    )


def _calm(listener: ListenerHealth) -> tuple[bool, str]:
    """What needs somebody comes first."""
    return (listener.state is ListenerState.LISTENING and not listener.late, listener.name)


def listener_card(
    found: ListenerHealth, now: dt.datetime, zone: dt.tzinfo, *, keeps: bool = False
) -> str:
    """One listener: its state in words, why, what to do about it, and where, for who may."""
    word, color = words.LISTENERS[found.state]
    late = found.late and found.state is ListenerState.LISTENING
    facts = _facts(found, now, zone) | coverage_bar.money(found.cost)
    holes = coverage_bar.notes(found.coverage, found.troubles, now, zone)
    return (
        '<section class="lp-card"><div class="lp-row">'
        + plain.element("h3", found.name)
        + plain.badge(_("Silent") if late else word, "orange" if late else color)
        + "</div>"
        + plain.element(
            "p",
            f"{words.platform(found.platform)}, {connection_words.kind(found.kind)}",
            class_="lp-soft",
        )
        + coverage_bar.bar(found.coverage)
        + _way_out(found, late=late, keeps=keeps)
        + "".join(plain.element("p", hole, class_="lp-hole") for hole in holes)
        + f"{plain.facts(facts)}</section>"
    )


def _facts(found: ListenerHealth, now: dt.datetime, zone: dt.tzinfo) -> dict[str, str]:
    complete = words.both(found.complete_until, now, zone) if found.complete_until else _("not yet")
    if found.only_told:
        complete = _("not provable: told by webhook")
    facts = {_("Complete until"): complete}
    if found.failures:
        facts[_("Last good poll")] = (
            words.ago(found.last_ok_at, now) if found.last_ok_at else _("never")
        )
        facts[_("Failures in a row")] = words.count(found.failures)
    facts[_("Next poll")] = (
        words.ago(found.next_poll_at, now) if found.next_poll_at > now else _("due")
    )
    if found.token_ends:
        label = _("Token ends") if found.token_ends > now else _("Token ended")
        facts[label] = words.moment(found.token_ends, now, zone)
    facts[_("Posts stored")] = words.count(found.stored)
    if found.skipped:
        facts[_("Posts stored")] = _("{number}, {skipped} could not be read").format(
            number=words.count(found.stored), skipped=words.count(found.skipped)
        )
    return facts


def _way_out(found: ListenerHealth, *, late: bool, keeps: bool) -> str:
    """What to do, then why, in our words or the platform's own; nothing where all is well."""
    todo = (
        _("Its poll is overdue: is a worker running?")
        if late
        else (found.account and connection_words.way_out(found.state))
        or " ".join(map(spoken_for.said, found.ways_out))
    )
    if not todo and not found.troubles:
        return ""
    urgent = late or bool(found.troubles)
    first = plain.element("p", todo, class_="lp-strong" if urgent else "lp-plain") if todo else ""
    why = "".join(plain.element("p", spoken_for.said(trouble)) for trouble in found.troubles)
    return f'<div class="lp-note">{first}{why}{_to_account(found) if keeps else ""}</div>'


def _to_account(found: ListenerHealth) -> str:
    """Where it is mended, of what was connected in the dashboard."""
    if not found.account or (found.state is ListenerState.LISTENING and not found.troubles):
        return ""
    link = plain.element(
        "a",
        _("Open the account"),
        href=f"/{places.ACCOUNTS}?{urlencode({ACCOUNT: found.account})}",
        target="_self",
    )
    return f"<p>{link}</p>"


def _outbox(found: Health) -> str:
    parts = []
    for status in _SHOWN_REPLIES:
        word, color = words.REPLIES[status]
        number = found.replies.get(status, 0)
        badge = plain.badge(words.count(number), color if number else "gray")
        parts.append(f"<li>{badge} {plain.element('span', word)}</li>")
    return f'<ul class="lp-plain lp-row lp-outbox">{"".join(parts)}</ul>'


def _skipped(found: Health) -> None:
    st.header(_("Could not be read"), anchor=False)
    if not found.skipped:
        st.caption(_("Every item that the networks sent could be read."))
        return
    st.caption(
        _("The newest items that a listener skipped; they are counted, not lost from sight.")
    )
    head = "".join(
        plain.element("th", n, scope="col") for n in (_("Listener"), _("Item"), _("Reason"))
    )
    body = "".join(
        "<tr>"
        + "".join(plain.element("td", cell) for cell in (listener, item, spoken_for.said(reason)))
        + "</tr>"
        for listener, item, reason in found.skipped
    )
    table = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    st.html(
        '<div class="lp-scroll" tabindex="0">'
        f'<table class="lp-table lp-texts">{table}</table></div>'
    )
