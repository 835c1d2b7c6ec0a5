"""A reply of which nobody knows whether it arrived: a person looks and decides."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import plain
from dashboard.desk import desk
from dashboard.session import flash
from domain.errors import ListenpostError
from domain.reply import ReplyStatus
from domain.role import Actor
from listenpost.services import respond
from listenpost.services.app import App
from listenpost.services.case_view import CaseView

Decision = Callable[[App, Actor, int], None]
_SEND_AGAIN: tuple[str, str, Decision, str] = (
    "Send it again",
    ":material/send:",
    respond.send_again,
    "The reply is on its way again.",
)
_DECISIONS: dict[ReplyStatus, tuple[tuple[str, str, Decision, str], ...]] = {
    ReplyStatus.UNKNOWN: (
        ("It is there", ":material/check:", respond.mark_sent, "Noted: the reply is public."),
        _SEND_AGAIN,
        ("Give up", ":material/close:", respond.give_up, "Noted: this reply will not be sent."),
    ),
    ReplyStatus.FAILED: (_SEND_AGAIN,),
}
_QUESTIONS = {
    ReplyStatus.UNKNOWN: "Did this reply arrive?",
    ReplyStatus.FAILED: "This reply was not sent",
}


def undecided(view: CaseView, user: Actor) -> None:
    """Ask, if there is such a reply."""
    item = next((i for i in view.thread if i.reply_id == view.undecided_reply), None)
    if view.undecided_reply is None or item is None or item.reply_status is None:
        return
    with st.container(border=True, key="undecided"):
        st.header(_QUESTIONS[item.reply_status], anchor=False)
        if item.reply_status is ReplyStatus.UNKNOWN:
            st.caption(
                "The network did not confirm it. Listenpost is looking for it and never sends it "
                "twice by itself. If you look on the network, you can decide here."
            )
        st.text(item.text)
        with st.container(horizontal=True):
            for label, icon, decide, done in _DECISIONS[item.reply_status]:
                if st.button(label, icon=icon, key=f"decide-{label}"):
                    _apply(decide, user, view.undecided_reply, done)


def _apply(decide: Decision, user: Actor, reply_id: int, done: str) -> None:
    try:
        decide(desk().app, user, reply_id)
    except ListenpostError as error:
        st.error(plain.markdown(str(error)), icon=":material/error:")
    else:
        flash(done)
        st.rerun()
