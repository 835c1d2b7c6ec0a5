"""Replies that wait for a second person, the most urgent on top."""

from __future__ import annotations

import streamlit as st

from dashboard import words
from dashboard.components.goodwill_card import decide, head
from dashboard.components.second_person import decision
from dashboard.components.undo_bar import undo_bar
from dashboard.desk import desk
from dashboard.places import open_case
from dashboard.session import signed_in
from dashboard.tongue import _
from domain.role import Actor
from domain.text import one_line
from listenpost.services import approvals, goodwill
from listenpost.services.approvals import Waiting
from listenpost.services.goodwill import Gestured


def show() -> None:
    """The queue of the leads."""
    user = signed_in()
    st.title(_("Approvals"), anchor=False)
    undo_bar(user)
    found = approvals.queue(desk().app, user)
    wanted = goodwill.asked_for(desk().app, user)
    if not found and not wanted:
        with st.container(key="empty", horizontal_alignment="center"):
            st.header(_("Nothing waits"), anchor=False, text_alignment="center")
            st.caption(_("No reply needs a second person at the moment."), text_alignment="center")
        return
    for gestured in wanted:
        _asked_for(gestured, user)
    st.caption(_("Nobody approves what he wrote. What you change is shown to its author."))
    for one in found:
        _one(one, user)


def _asked_for(one: Gestured, user: Actor) -> None:
    with st.container(border=True, key=f"gesture-{one.offer_id}"):
        head(one)
        if st.button(
            _("Open case {case}").format(case=one.case_id),
            icon=":material/open_in_new:",
            key=f"see-{one.offer_id}",
        ):
            open_case(user.role, one.case_id, {})
        decide(one, user, f"asked-{one.offer_id}")


def _one(one: Waiting, user: Actor) -> None:
    with st.container(border=True, key=f"waits-{one.approval_id}"):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            st.text(f"{one.customer} · {words.platform(one.platform)}", width="content")
            if st.button(
                _("Open the case"), icon=":material/open_in_new:", key=f"open-{one.approval_id}"
            ):
                open_case(user.role, one.case_id, {})
        st.text(f"“{one_line(one.about, 280)}”")
        decision(one, user)
