"""Saved replies beside the editor: found by name, put in with their fields filled in."""

from __future__ import annotations

import streamlit as st

from dashboard.components.reply_editor import add_words
from dashboard.desk import desk
from dashboard.refusals import refusals_shown
from dashboard.tongue import _
from domain.role import Actor
from domain.text import one_line
from listenpost.services import macros
from listenpost.services.case_view import CaseView


def macro_picker(view: CaseView, user: Actor) -> None:
    """Offer the saved replies of the agent's teams; nothing where there are none."""
    found = {one.macro_id: one for one in macros.usable(desk().app, user, view.row.language)}
    if not found:
        return
    with st.popover(
        _("Saved replies"), icon=":material/bookmark:", key=f"macros-{view.row.case_id}"
    ):
        chosen = st.selectbox(
            _("Find by name"),
            options=list(found),
            format_func=lambda number: f"{found[number].name}: {one_line(found[number].text, 60)}",
            index=None,
            key=f"macro-{view.row.case_id}",
        )
        if chosen is None:
            return
        st.text(found[chosen].text)
        if st.button(
            _("Put into the reply"), icon=":material/add:", key=f"macro-put-{view.row.case_id}"
        ):
            _put(view, user, chosen)


def _put(view: CaseView, user: Actor, macro_id: int) -> None:
    with refusals_shown():
        words = macros.fill(desk().app, user, macro_id, customer=view.row.customer, said=view.said)
        add_words(view, words)
        st.rerun()
