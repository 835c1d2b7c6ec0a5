"""In a case: the reply that waits for a second person, and what colleagues have begun to write."""

from __future__ import annotations

import streamlit as st

from dashboard import plain
from dashboard.components.reply_editor import forget_words
from dashboard.components.second_person import decided, decision
from dashboard.desk import desk
from dashboard.refusals import refusals_shown
from dashboard.session import flash
from dashboard.tongue import _
from domain.reply import ReplyStatus
from domain.role import Actor, Permission, may
from domain.text import one_line
from listenpost.services import approvals
from listenpost.services.case_view import CaseView


def waits_for_second(view: CaseView, user: Actor) -> bool:
    """Show the reply that waits, if one does: a lead decides here, its author takes it back."""
    item = next((i for i in view.thread if i.reply_status is ReplyStatus.AWAITING_APPROVAL), None)
    if item is None or item.reply_id is None:
        return False
    with st.container(border=True, key="second_person"):
        st.header(_("Waits for a second person"), anchor=False)
        mine = None
        if may(user.role, Permission.APPROVE_REPLIES):
            found = approvals.queue(desk().app, user)
            mine = next((one for one in found if one.case_id == view.row.case_id), None)
        if mine is not None:
            decision(mine, user)
        else:
            st.text(item.text)
        st.caption(_("The deadline runs on until it leaves."))
        if st.button(_("Take it back"), icon=":material/undo:", key=f"take_back-{item.reply_id}"):
            _take_back(view, user, item.reply_id)
    return True


def said_before(view: CaseView, user: Actor) -> None:
    """What second persons said in this case, where any did."""
    found = approvals.of_case(desk().app, user, view.row.case_id)
    if found:
        with st.expander(_("Second opinions"), icon=":material/approval:"):
            decided(found)


def rivals(view: CaseView) -> None:
    """Colleagues' drafts for the same case, so that two do not answer it."""
    for name, text in view.rivals:
        st.warning(
            plain.markdown(
                _("{name} has begun a reply here: “{text}”").format(
                    name=name, text=one_line(text, 160)
                )
            ),
            icon=":material/group:",
        )


def _take_back(view: CaseView, user: Actor, reply_id: int) -> None:
    with refusals_shown():
        approvals.take_back(desk().app, user, reply_id)
        forget_words(view.row.case_id)
        flash(_("Taken back: it is a draft again."))
        st.rerun()
