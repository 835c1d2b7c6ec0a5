"""The outbox: replies that need a person, and replies that are held back, with the reason."""

from __future__ import annotations

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.places import open_case
from dashboard.session import signed_in, time_zone
from domain.reply import ReplyKind, ReplyStatus
from listenpost.services import stuck
from listenpost.services.stuck import Standing, Stuck

REFRESH_SECONDS = 6
_STATES = {
    ReplyStatus.UNKNOWN: ("Did it arrive?", "orange"),
    ReplyStatus.FAILED: ("Not sent", "red"),
    ReplyStatus.REJECTED: ("Refused", "red"),
    ReplyStatus.APPROVED: ("Held back", "blue"),
}


def show() -> None:
    """The page."""
    st.title("Outbox", anchor=False)
    st.caption(
        "Replies that do not go out by themselves. Open one to decide: send it again, send it all "
        "the same, or take its words another way."
    )
    _live()


@st.fragment(run_every=REFRESH_SECONDS)
def _live() -> None:
    user = signed_in()
    found = stuck.standing(desk().app, user)
    with st.grid(3):
        st.metric("Ask a person", f"{found.asked:,}", border=True)
        st.metric("Held back", f"{found.held:,}", border=True)
        st.metric("Replies today", _money(found), border=True)
    if not found.rows:
        st.caption("Every reply went out, or is on its way.")
    for one in found.rows:
        with st.container(border=True, key=f"stuck-{one.reply_id}", gap="xsmall"):
            _row(one)
            if st.button("Open", icon=":material/open_in_new:", key=f"open-{one.reply_id}"):
                open_case(user.role, one.case_id, {})
    if len(found.rows) >= stuck.SHOWN:
        st.caption(f"The first {stuck.SHOWN} are shown.")


def _money(found: Standing) -> str:
    spent = f"${found.usd_today:.2f}"
    return spent if found.usd_per_day is None else f"{spent} of ${found.usd_per_day:.2f}"


def _row(one: Stuck) -> None:
    word, color = _STATES[one.status]
    how = "in private" if one.kind is ReplyKind.PRIVATE else "in public"
    facts = f"{words.platform(one.platform)}, {how} · case {one.case_id}"
    until = ""
    if one.until is not None:
        moment = words.both(one.until, desk().app.clock.now(), time_zone())
        until = plain.element("span", f"goes out {moment}", class_="lp-soft")
    st.html(
        f'<div class="lp-row">{plain.badge(word, color)}'
        + plain.element("span", one.customer, class_="lp-strong", dir="auto")
        + plain.element("span", facts, class_="lp-soft")
        + until
        + "</div>"
    )
    st.text(one.why or "Nobody knows why.")
    st.caption(plain.markdown(one.text))
