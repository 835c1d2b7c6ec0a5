"""What the flood guard does to a reply: told before it is written, and while it waits."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import plain, words
from dashboard.components.above import Line
from dashboard.desk import desk
from dashboard.refusals import refusals_shown
from dashboard.session import flash, time_zone
from dashboard.tongue import _
from domain.role import Actor, Permission, may
from listenpost.language import spoken_for
from listenpost.services import flood, stuck
from listenpost.services.case_view import CaseView
from listenpost.services.stuck import Waits


def outlook_line(view: CaseView, user: Actor) -> None:
    """Above the editor, where a reply that is sent now would not go out now."""
    told = flood.outlook(desk().app, user, view.answers_to)
    if told.allowed:
        return
    text = spoken_for.said(told.reason)
    if told.until is not None:
        moment = words.both(told.until, desk().app.clock.now(), time_zone())
        text = _("{why} A reply that you send now goes out {when}.").format(why=text, when=moment)
    st.warning(plain.markdown(text), icon=":material/hourglass_top:")


def held_line(user: Actor) -> list[Line]:
    """Above the inbox: how many replies wait, which no list of open cases shows."""
    held = stuck.counts(desk().app, user)[1] if may(user.role, Permission.ANSWER) else 0
    return [Line(key="held", draw=partial(_held, held))] if held else []


def _held(number: int, *, over: bool) -> None:
    told = (
        _("No reply is held back any more:")
        if over
        else words.counted(
            number,
            "{number} reply held back so as not to flood a customer:",
            "{number} replies held back so as not to flood a customer:",
        )
    )
    link = plain.element("a", _("see why"), href="/outbox", target="_self")
    st.html(f'<p class="lp-soft">{plain.element("span", told)} {link}</p>')


def on_its_way(view: CaseView, user: Actor) -> None:
    """The reply waits: for the outbox, or with a reason that an agent may overrule."""
    waits = stuck.waits(desk().app, user, view.row.case_id)
    if waits is None:
        st.info(_("The reply is on its way. Listenpost sends it once."), icon=":material/send:")
        return
    with st.container(border=True, key="held"):
        st.header(_("This reply is held back"), anchor=False)
        st.text(f"{spoken_for.said(waits.why)} {_when(waits)}".strip())
        with st.form("send_anyway", border=False):
            reason = st.text_input(_("Why it should go out now"), max_chars=300)
            if st.form_submit_button(_("Send it all the same"), icon=":material/send:"):
                _force(user, waits, reason)


def _when(waits: Waits) -> str:
    if waits.until is None:
        return ""
    moment = words.both(waits.until, desk().app.clock.now(), time_zone())
    return _("It goes out by itself {when}.").format(when=moment)


def _force(user: Actor, waits: Waits, reason: str) -> None:
    with refusals_shown():
        flood.send_anyway(desk().app, user, waits.reply_id, reason)
        flash(_("The reply is on its way; your reason is in the history."))
        st.rerun()
