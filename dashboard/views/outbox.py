"""The outbox: replies that need a person, and replies that are held back, with the reason."""

from __future__ import annotations

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.places import open_case
from dashboard.session import signed_in, time_zone
from dashboard.tongue import N_, Table, _
from domain.reply import ReplyKind, ReplyStatus
from listenpost.language import spoken_for
from listenpost.services import stuck
from listenpost.services.stuck import Standing, Stuck

REFRESH_SECONDS = 6
_STATES = Table(
    {
        ReplyStatus.UNKNOWN: (N_("Did it arrive?"), "orange"),
        ReplyStatus.FAILED: (N_("Not sent"), "red"),
        ReplyStatus.REJECTED: (N_("Refused"), "red"),
        ReplyStatus.APPROVED: (N_("Held back"), "blue"),
    }
)


def show() -> None:
    """The page."""
    st.title(_("Outbox"), anchor=False)
    st.caption(
        _(
            "Replies that do not go out by themselves. Open one to decide: send it again, send it "
            "all the same, or take its words another way."
        )
    )
    _live()


@st.fragment(run_every=REFRESH_SECONDS)
def _live() -> None:
    user = signed_in()
    found = stuck.standing(desk().app, user)
    with st.grid(3):
        st.metric(_("Ask a person"), words.count(found.asked), border=True)
        st.metric(_("Held back"), words.count(found.held), border=True)
        st.metric(_("Replies today"), _money(found), border=True)
    if not found.rows:
        st.caption(_("Every reply went out, or is on its way."))
    for one in found.rows:
        with st.container(border=True, key=f"stuck-{one.reply_id}", gap="xsmall"):
            _row(one)
            if st.button(_("Open"), icon=":material/open_in_new:", key=f"open-{one.reply_id}"):
                open_case(user.role, one.case_id, {})
    if len(found.rows) >= stuck.SHOWN:
        st.caption(_("The first {number} are shown.").format(number=stuck.SHOWN))


def _money(found: Standing) -> str:
    spent = words.dollars(found.usd_today)
    if found.usd_per_day is None:
        return spent
    return _("{part} of {whole}").format(part=spent, whole=words.dollars(found.usd_per_day))


def _row(one: Stuck) -> None:
    word, color = _STATES[one.status]
    text = _("{network}, in public · case {case}")
    if one.kind is ReplyKind.PRIVATE:
        text = _("{network}, in private · case {case}")
    facts = text.format(network=words.platform(one.platform), case=one.case_id)
    until = ""
    if one.until is not None:
        moment = words.both(one.until, desk().app.clock.now(), time_zone())
        until = plain.element("span", _("goes out {when}").format(when=moment), class_="lp-soft")
    st.html(
        f'<div class="lp-row">{plain.badge(word, color)}'
        + plain.element("span", one.customer, class_="lp-strong", dir="auto")
        + plain.element("span", facts, class_="lp-soft")
        + until
        + "</div>"
    )
    st.text(spoken_for.said(one.why) or _("Nobody knows why."))
    st.caption(plain.markdown(one.text))
