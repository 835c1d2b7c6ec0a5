"""Where this customer was moved, whether her story came along, and a code for the next move."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import plain, words
from dashboard.components.tickets import ask_for_ticket, show_tickets, tickets_of
from dashboard.desk import desk
from dashboard.refusals import refusals_shown
from dashboard.session import flash, time_zone
from dashboard.tongue import _
from domain.handoff import CodeState, HandoffChannel
from domain.role import Actor, Permission, may
from listenpost.services import handoff
from listenpost.services.case_view import CaseView
from listenpost.services.handoff import HandoffRow

SHOWN_OPENINGS = 3
_SHOWN_ONCE = "handoff-shown-{}"


def handoffs(view: CaseView, user: Actor) -> None:
    """The moves of the case; whoever answers can make a code, a PIN, or revoke."""
    found = handoff.of_case(desk().app, user, view.row.case_id)
    answers = may(user.role, Permission.ANSWER)
    if not found and not answers:
        return
    there = tickets_of(view.row.case_id, user) if found else []
    shown = _SHOWN_ONCE.format(view.row.case_id)
    label = _("Moved on ({number})").format(number=len(found)) if found else _("Move with a code")
    with st.expander(label, icon=":material/key:", expanded=bool(found)):
        once = st.session_state.pop(shown, None)
        if once:
            st.code(once, language=None)
            st.caption(_("Shown once: only its hash is kept."))
        show_tickets(there, user, answers=answers)
        for one in found:
            _one(one, user, shown, answers=answers)
        if answers:
            _make(view, user, shown)
            ask_for_ticket(view.row.case_id, user)


def _one(one: HandoffRow, user: Actor, shown: str, *, answers: bool) -> None:
    now, zone = desk().app.clock.now(), time_zone()
    badge = plain.badge(*words.CODES[one.state])
    when = words.both(one.made_at, now, zone)
    strong = plain.element("span", words.CHANNELS[one.channel], class_="lp-strong")
    by = one.by or _("command line")
    soft = plain.element("span", f"{when} · {by}", class_="lp-soft")
    st.html(f'<div class="lp-row">{strong}{badge}{soft}</div>')
    hidden = len(one.opened) - SHOWN_OPENINGS
    if hidden > 0:
        st.html(
            plain.element(
                "p",
                words.counted(
                    hidden, "Opened {number} time before", "Opened {number} times before"
                ),
                class_="lp-soft",
            )
        )
    for at, reader, who in one.opened[-SHOWN_OPENINGS:]:
        how = words.READERS[reader]
        text = _("Opened {when}, {how}: {who}") if who else _("Opened {when}, {how}")
        line = text.format(when=words.both(at, now, zone), how=how, who=who)
        st.html(plain.element("p", line, class_="lp-soft", dir="auto"))
    if not one.opened:
        st.html(plain.element("p", _("Not opened yet"), class_="lp-soft"))
    if not answers or one.state not in (CodeState.LIVE, CodeState.WAITING):
        return
    app = desk().app
    with st.container(horizontal=True, key=f"handoff-{one.handoff_id}"):
        if one.state is CodeState.LIVE and st.button("PIN", key=f"pin-{one.handoff_id}"):
            _do(lambda: handoff.make_pin(app, user, one.handoff_id), shown, _("A PIN, used once."))
        if st.button(_("Revoke"), type="tertiary", key=f"revoke-{one.handoff_id}"):
            _do(lambda: handoff.revoke(app, user, one.handoff_id), shown, _("Revoked."))


def _make(view: CaseView, user: Actor, shown: str) -> None:
    app, case_id = desk().app, view.row.case_id
    channels = {
        words.capital(words.CHANNELS[channel]): channel
        for channel in HandoffChannel
        if channel is not HandoffChannel.HELPDESK
    }
    chosen = st.menu_button(
        _("Make a code to pass on"),
        list(channels),
        icon=":material/add:",
        key=f"make-{case_id}",
        help=_("For a customer to whom you speak. In a reply, choose where she goes on instead."),
    )
    if chosen is None:
        return

    def made() -> str:
        done = handoff.make(app, user, case_id, to=channels[chosen])
        return "\n".join(filter(None, (done.code, done.link)))

    _do(made, shown, _("A new code."))


def _do(action: Callable[[], str | None], shown: str, done: str) -> None:
    with refusals_shown():
        st.session_state[shown] = action()
        flash(done)
        st.rerun()
