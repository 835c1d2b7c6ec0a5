"""What was written while the agent was writing: to be read before the answer goes out.

It stands below the editor, so that what is being typed stays where it is.
"""

from __future__ import annotations

import streamlit as st

from dashboard import plain, words
from dashboard.components.reply_editor import writing
from dashboard.desk import desk
from dashboard.session import time_zone
from dashboard.tongue import _
from listenpost.services.case_view import CaseView


def unread(view: CaseView) -> None:
    """Each post and answer that came since, with a button that says: read."""
    state = writing(view)
    if view.version <= state.version:
        return
    with st.container(key="unread"):
        st.warning(
            _("Written while you were writing. Read it, then send or change your answer."),
            icon=":material/mark_chat_unread:",
        )
        now, zone = desk().app.clock.now(), time_zone()
        for one in view.since:
            st.html(
                '<div class="lp-row">'
                + plain.element("bdi", one.author, class_="lp-strong")
                + plain.element("span", words.both(one.at, now, zone), class_="lp-when")
                + "</div>"
            )
            st.text(one.text, width="stretch")
        if st.button(
            _("I have read it"), icon=":material/done:", key=f"read_it-{view.row.case_id}"
        ):
            state.version, state.read, state.error = view.version, view.read, ""
            st.rerun()
