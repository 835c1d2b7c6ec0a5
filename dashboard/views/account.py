"""My account: another password, and where one is signed in."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

import streamlit as st

from dashboard import access_words, plain
from dashboard.components.session_list import session_list
from dashboard.desk import desk
from dashboard.gate import START
from dashboard.refusals import act, refusals_shown
from dashboard.session import signed_in, time_zone, token
from dashboard.tongue import _
from domain.errors import BadInput
from domain.interface import LANGUAGES
from domain.role import Actor
from listenpost.services import own_account
from listenpost.services.own_account import OwnAccount


def show() -> None:
    """The page."""
    user = signed_in()
    mine = own_account.view(desk().app, user, token())
    st.title(_("My account"), anchor=False)
    word, color = access_words.ROLES[mine.role]
    known = ", ".join(mine.teams)
    st.html(
        '<div class="lp-row">'
        + plain.element("span", mine.display_name, class_="lp-strong", dir="auto")
        + plain.badge(word, color)
        + plain.element("span", _("signs in as {name}").format(name=mine.name), class_="lp-soft")
        + (plain.element("span", known, class_="lp-soft") if known else "")
        + "</div>"
    )
    left, right = st.columns(2, gap="medium")
    with left:
        st.header(_("Password"), anchor=False)
        _password(mine, user)
        st.header(_("Language"), anchor=False)
        _language(mine, user)
    with right:
        st.header(_("Signed in"), anchor=False)
        _sessions(mine, user)


def _password(mine: OwnAccount, user: Actor) -> None:
    if mine.by_provider:
        st.caption(_("You sign in with single sign-on: your password is kept there."))
        return
    st.caption(
        _(
            "At least {number} characters; a few words are easiest. "
            "A change ends your other sessions."
        ).format(number=mine.shortest_password)
    )
    with st.form("own_password", border=False, clear_on_submit=True):
        old = st.text_input(_("Old password"), type="password", autocomplete="current-password")
        new = st.text_input(_("New password"), type="password", autocomplete="new-password")
        again = st.text_input(_("New password again"), type="password", autocomplete="new-password")
        sent = st.form_submit_button(_("Change my password"), icon=":material/key:")
    if sent:
        act(partial(_change, user, old, new, again), _("Your password is changed."))


def _change(user: Actor, old: str, new: str, again: str) -> None:
    if new != again:
        raise BadInput(_("The two new passwords differ."))
    own_account.change_password(desk().app, user, token(), old=old, new=new)


def _language(mine: OwnAccount, user: Actor) -> None:
    """The language of the pages; what customers are written in does not depend on it."""
    codes = ["", *LANGUAGES]
    chosen = st.selectbox(
        _("Language"),
        codes,
        index=codes.index(mine.language or ""),
        format_func=lambda code: LANGUAGES.get(code) or _("As my browser asks"),
        label_visibility="collapsed",
        key="own_language",
    )
    if chosen != (mine.language or ""):
        with refusals_shown():
            own_account.choose_language(desk().app, user, chosen or None)
            st.rerun()
    st.caption(_("Customers are answered in their own language, whatever you choose here."))


def _sessions(mine: OwnAccount, user: Actor) -> None:
    end = partial(own_account.end_session, desk().app, user, token()) if mine.proved else None
    session_list(mine.sessions, now=desk().app.clock.wall(), zone=time_zone(), end=end)
    others = sum(not one.mine for one in mine.sessions)
    if others and not mine.proved:
        _confirmation(mine, user)
    elif others and st.button(_("End all the others"), icon=":material/logout:", key="end_others"):
        act(
            partial(own_account.end_other_sessions, desk().app, user, token()),
            _("You are signed in here only."),
        )


def _confirmation(mine: OwnAccount, user: Actor) -> None:
    """Who ends sessions says again who it is: a screen may have been left open."""
    if mine.by_provider:
        address = f"{START}?{urlencode({'again': '1', 'next': '/account'})}"
        st.html(
            plain.element("p", _("To end other sessions, sign in once more."), class_="lp-soft")
            + plain.element("a", _("Sign in once more"), href=address, target="_self")
        )
        return
    with st.form("confirm_own", border=False, clear_on_submit=True):
        password = st.text_input(
            _("Your password, to end other sessions"),
            type="password",
            autocomplete="current-password",
        )
        sent = st.form_submit_button(_("Confirm"), icon=":material/lock_open:")
    if sent:
        act(
            partial(own_account.confirm, desk().app, user, token(), password),
            _("Confirmed for five minutes."),
        )
