"""Replies that have not left yet: for some seconds they can be taken back."""

from __future__ import annotations

import streamlit as st

from dashboard import filters
from dashboard.components.above import unasked
from dashboard.components.reply_editor import forget_words
from dashboard.desk import desk
from dashboard.refusals import refusals_shown
from dashboard.session import flash
from dashboard.tongue import _
from domain.role import Actor, Permission, may
from listenpost.services import approvals


def undo_bar(user: Actor, *, on_list: bool = False) -> None:
    """One line for each reply of this user that can still be undone, until it has left.

    On the list the page that is drawn anew when the last has left keeps what stands above it.
    """
    if not desk().app.undo or not may(user.role, Permission.ANSWER):
        return
    with st.container(key="undo"):  # at the edge of the window: it goes, and nothing moves
        if approvals.leaving(desk().app, user):
            _lines(user, on_list)


@st.fragment(run_every=1)
def _lines(user: Actor, on_list: bool) -> None:
    found = approvals.leaving(desk().app, user)
    if not found:
        if on_list:
            unasked()
        st.rerun()
    for reply_id, case_id, seconds in found:
        _line(user, reply_id, case_id, seconds)


def _line(user: Actor, reply_id: int, case_id: int, seconds: float) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", border=True, key=f"undo-{reply_id}"
    ):
        st.write(
            _("The reply to case {case} leaves in {seconds} s.").format(
                case=case_id, seconds=max(round(seconds), 1)
            )
        )
        if st.button(_("Undo"), icon=":material/undo:", key=f"undo-button-{reply_id}"):
            _undo(user, reply_id, case_id)


def _undo(user: Actor, reply_id: int, case_id: int) -> None:
    with refusals_shown():
        approvals.take_back(desk().app, user, reply_id)
        forget_words(case_id)
        flash(_("Taken back: it is your draft again."))
        st.query_params[filters.CASE] = str(case_id)
        st.rerun()
