"""What we promised this customer: open or broken, kept by one click."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.refusals import act
from dashboard.session import time_zone
from dashboard.tongue import _
from domain.promise import PromiseStatus
from domain.role import Actor, Permission, may
from listenpost.services import promises
from listenpost.services.app import App
from listenpost.services.promises import Promised


def promised(case_id: int, user: Actor) -> None:
    """Show the promises of the case, if there are any."""
    found = promises.of_case(desk().app, user, case_id)
    if not found:
        return
    with st.container(border=True, key="promised"):
        st.header(_("Promised"), anchor=False)
        for one in found:
            _one(one, user)


def _one(one: Promised, user: Actor) -> None:
    now = desk().app.clock.now()
    broken = one.status is PromiseStatus.BROKEN
    badge = plain.badge(_("broken"), "red") if broken else plain.badge(_("open", "promise"), "blue")
    due = words.both(one.due_at, now, time_zone())
    owner = one.owner or _("no owner")
    who = plain.element("span", f"{due} · {owner}", class_="lp-soft")
    st.html(f'<div class="lp-row">{badge}{who}</div>')
    st.text(one.words)
    if broken or not may(user.role, Permission.ANSWER):
        return
    with st.container(horizontal=True, key=f"promise-{one.promise_id}"):
        if st.button(_("Kept"), icon=":material/check:", key=f"kept-{one.promise_id}"):
            _do(promises.keep, user, one, _("Kept."))
        if st.button(_("Not a promise"), type="tertiary", key=f"dropped-{one.promise_id}"):
            _do(promises.drop, user, one, _("Put aside."))


def _do(action: Callable[[App, Actor, int], None], user: Actor, one: Promised, done: str) -> None:
    act(lambda: action(desk().app, user, one.promise_id), done)
