"""Accounts on networks: connected, tested, paused and removed; for admins."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import plain, words
from dashboard.components import account_line
from dashboard.components.account_form import kept_account, new_account
from dashboard.components.line_card import line_card
from dashboard.components.practice_desk import practice_desk
from dashboard.desk import desk
from dashboard.refusals import act
from dashboard.session import signed_in, time_zone
from dashboard.tongue import _
from domain.errors import ListenpostError
from domain.role import Actor
from listenpost.language import spoken_for
from listenpost.services import connected_list, connecting
from listenpost.services.connected_list import AccountRow, AccountView

ACCOUNT = "account"
REFRESH_SECONDS = 4


def show() -> None:
    """Every account, or the one that the address names."""
    user = signed_in()
    name = st.query_params.get(ACCOUNT, "")
    if name:
        _one(user, name)
    else:
        _all(user)


def _all(user: Actor) -> None:
    st.title(_("Accounts"), anchor=False)
    nothing = connected_list.nothing_yet(desk().app, user)
    if nothing:
        st.caption(
            _(
                "Connect a first account: choose its network, enter what the network gave you, "
                "test it, save. What people write there then appears in the inbox."
            )
        )
    else:
        st.caption(_("Their tokens are stored encrypted and never shown again."))
    with st.expander(_("Connect an account"), icon=":material/add_link:", expanded=nothing):
        new_account(user)
    _list()
    practice_desk()


@st.fragment(run_every=REFRESH_SECONDS)
def _list() -> None:
    """It says by itself that an account is listened to."""
    for one in connected_list.listed(desk().app, signed_in()):
        place = "file" if one.in_file else "kept"
        opens = "" if one.in_file else f"open-account-{one.name}"
        if line_card(account_line.line(one), key=f"account-line-{place}-{one.name}", opens=opens):
            st.query_params[ACCOUNT] = one.name
            st.rerun()


def _one(user: Actor, name: str) -> None:
    if st.button(_("All accounts"), icon=":material/arrow_back:", type="tertiary", key="back"):
        _back()
    rows = [one for one in connected_list.listed(desk().app, user) if one.name == name]
    row = next((one for one in rows if not one.in_file), None)
    if row is None:
        st.title(_("No such account"), anchor=False)
        st.caption(_("It may have been removed. What is in the settings file is changed there."))
        return
    st.html(plain.element("h1", row.name, class_="lp-title"))
    st.html(account_line.line(row, named=False))
    _changed(row)
    view = _view(user, name)
    if view is not None:
        kept_account(user, view)
    _end(user, row)


def _view(user: Actor, name: str) -> AccountView | None:
    """None where its secrets cannot be opened, which is said."""
    try:
        return connected_list.view(desk().app, user, name)
    except ListenpostError as error:
        st.error(plain.markdown(spoken_for.said(str(error))), icon=":material/key_off:")
        return None


def _changed(row: AccountRow) -> None:
    if row.changed_at is None:
        return
    when = words.moment(row.changed_at, desk().app.clock.wall(), time_zone())
    st.caption(
        plain.markdown(
            _("Last changed {when} by {name}.").format(
                when=when, name=row.changed_by or _("somebody")
            )
        )
    )


def _end(user: Actor, row: AccountRow) -> None:
    app = desk().app
    with st.container(horizontal=True):
        if row.paused:
            if st.button(_("Go on listening"), icon=":material/play_arrow:", key="go_on"):
                act(partial(connecting.go_on, app, user, row.name), _("It is listened to again."))
        elif st.button(_("Pause"), icon=":material/pause:", key="pause"):
            act(partial(connecting.pause, app, user, row.name), _("It is paused."))
        with st.popover(_("Remove"), icon=":material/delete:"):
            st.caption(
                _(
                    "Its token is forgotten, and nothing more is heard or answered through it. "
                    "What was heard stays. Take the token back on the network, too."
                )
            )
            if st.button(_("Remove this account"), type="primary", key="remove_account"):
                act(
                    partial(connecting.remove, app, user, row.name),
                    _("{name} is removed.").format(name=row.name),
                    then=_back,
                )


def _back() -> None:
    st.query_params.clear()
    st.rerun()
