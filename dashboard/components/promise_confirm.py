"""What the reply that is being written promises: its sender confirms, moves or denies it."""

from __future__ import annotations

import datetime as dt
import zlib

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.session import time_zone
from dashboard.tongue import _
from domain.promise import Promise
from listenpost.services import promises
from listenpost.services.case_view import CaseView


def promise_confirm(view: CaseView, text: str) -> None:
    """Show each promise found in the words; a tick that is taken away means: not a promise."""
    now, zone = desk().app.clock.now(), time_zone()
    for promise in _found(view, text):
        key = _key(view, promise)
        due = _due(key, promise)
        with st.container(horizontal=True, vertical_alignment="center", key=f"row-{key}"):
            st.checkbox(
                _("This promises: “{words}” by {when}, owner: you").format(
                    words=plain.markdown(promise.words), when=words.moment(due, now, zone)
                ),
                value=True,
                key=key,
                help=_("Take the tick away if this is not a promise."),
            )
            with st.popover(_("Edit"), icon=":material/schedule:", key=f"edit-{key}"):
                local = due.astimezone(zone)
                st.date_input(_("Due on"), value=local.date(), key=f"{key}-day")
                st.time_input(_("At"), value=local.time(), key=f"{key}-time")


def confirmed(view: CaseView, text: str) -> tuple[Promise, ...]:
    """The promises that the sender left ticked, at the times that he chose."""
    found = []
    for promise in _found(view, text):
        key = _key(view, promise)
        if st.session_state.get(key, True):
            found.append(Promise(words=promise.words, due_at=_due(key, promise)))
    return tuple(found)


def _found(view: CaseView, text: str) -> tuple[Promise, ...]:
    return promises.found_in(desk().app, text, language=view.row.language)


def _key(view: CaseView, promise: Promise) -> str:
    return f"promise-{view.row.case_id}-{zlib.crc32(promise.words.encode())}"


def _due(key: str, promise: Promise) -> dt.datetime:
    day, time = st.session_state.get(f"{key}-day"), st.session_state.get(f"{key}-time")
    if not isinstance(day, dt.date) or not isinstance(time, dt.time):
        return promise.due_at
    return dt.datetime.combine(day, time, tzinfo=time_zone()).astimezone(dt.UTC)
