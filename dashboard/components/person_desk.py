"""What an admin can do with one account; every rule is the service's."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import access_words, plain, words
from dashboard.components.duty_desk import duty_desk
from dashboard.components.session_list import session_list
from dashboard.desk import desk
from dashboard.refusals import act, refusals_shown
from dashboard.session import time_zone
from dashboard.tongue import _
from domain.role import Actor, Role
from listenpost.services import people
from listenpost.services.people import Deed, Person, PersonView

_ONE_TIME = "one_time_password"


def person_desk(view: PersonView, user: Actor) -> None:
    """What she takes, role, password, sessions, off and on, history."""
    one = view.person
    if one.locked_until:
        _wait(one, user)
    duty_desk(view, user)
    left, right = st.columns(2, gap="medium")
    with left:
        _role(one, user)
        if not one.by_provider:
            _password(one, user)
        _off(one, user)
    with right:
        _sessions(view, user)
    _history(view)


def keep_to_show(name: str, password: str) -> None:
    """Show this password on the next run, until somebody says that it is written down."""
    st.session_state[_ONE_TIME] = (name, password)


def one_time_password() -> None:
    """A password that was just made; it is shown this once and kept nowhere."""
    if _ONE_TIME not in st.session_state:
        return
    name, password = st.session_state[_ONE_TIME]
    hours = desk().app.access.one_time_lasts.total_seconds() / 3600
    with st.container(border=True, key="one_time"):
        st.html(
            plain.element(
                "p", _("One-time password for {name}").format(name=name), class_="lp-strong"
            )
            + plain.element(
                "p",
                _(
                    "Tell it by phone or in person. It is good for {hours} hours, opens nothing "
                    "but the page on which it is changed, and is not shown again."
                ).format(hours=words.whole(hours)),
                class_="lp-soft",
            )
        )
        st.code(password, language=None)
        if st.button(_("I have noted it"), icon=":material/check:", key="one_time_noted"):
            del st.session_state[_ONE_TIME]
            st.rerun()


def _wait(one: Person, user: Actor) -> None:
    until = words.moment(one.locked_until, desk().app.clock.wall(), time_zone())  # type: ignore[arg-type]
    text = (
        _(
            "Whoever uses a browser that was never signed in before has to wait until {until} "
            "after too many wrong passwords. Others can sign in."
        )
        if one.locked_everywhere
        else _(
            "One address has to wait until {until} after too many wrong passwords. Others can "
            "sign in."
        )
    )
    st.warning(
        text.format(until=until),
        icon=":material/lock_clock:",
    )
    if st.button(_("Forget the wrong tries"), icon=":material/lock_open:", key="unlock"):
        act(partial(people.unlock, desk().app, user, one.user_id), _("Forgotten."))


def _role(one: Person, user: Actor) -> None:
    st.header(_("Role"), anchor=False)
    roles = [found.value for found in Role]
    chosen = Role(
        st.selectbox(
            _("Role"),
            roles,
            index=roles.index(one.role.value),
            format_func=access_words.role,
            label_visibility="collapsed",
            key=f"role-{one.user_id}",
        )
    )
    st.caption(f"{access_words.offered(chosen)}.")
    if chosen is not one.role and st.button(
        _("Make {name} {role}").format(
            name=plain.markdown(one.display_name), role=access_words.role(chosen)
        ),
        type="primary",
        key="change_role",
    ):
        act(
            partial(people.change_role, desk().app, user, one.user_id, chosen),
            _("{name} is {role} from now on.").format(
                name=plain.markdown(one.display_name), role=access_words.role(chosen)
            ),
        )


def _password(one: Person, user: Actor) -> None:
    st.header(_("Password"), anchor=False)
    if one.one_time_until:
        now = desk().app.clock.wall()
        moment = words.moment(one.one_time_until, now, time_zone())
        over = one.one_time_until <= now
        st.caption(
            _("The one-time password is no longer good.")
            if over
            else _("A one-time password is waiting to be used until {when}.").format(when=moment)
        )
    else:
        st.caption(_("A new one-time password ends every session."))
    if st.button(_("Make a one-time password"), icon=":material/key:", key="reset"):
        with refusals_shown():
            keep_to_show(one.display_name, people.reset_password(desk().app, user, one.user_id))
            st.rerun()


def _off(one: Person, user: Actor) -> None:
    st.header(_("Access"), anchor=False)
    if one.off:
        st.caption(_("Switched off: nobody can sign in with this account."))
        if st.button(_("Switch on"), icon=":material/toggle_on:", key="switch_on"):
            act(partial(people.switch_on, desk().app, user, one.user_id), _("Switched on."))
        return
    st.caption(
        _("Switching off ends every session at once. Nothing is lost, and it can be undone.")
    )
    if st.button(_("Switch off"), icon=":material/toggle_off:", key="switch_off"):
        act(partial(people.switch_off, desk().app, user, one.user_id), _("Switched off."))


def _sessions(view: PersonView, user: Actor) -> None:
    one = view.person
    st.header(_("Signed in now"), anchor=False)
    if not view.sessions:
        st.caption(_("Nowhere."))
        return
    session_list(
        view.sessions,
        now=desk().app.clock.wall(),
        zone=time_zone(),
        end=partial(people.end_sessions, desk().app, user, one.user_id),
    )
    if st.button(_("End all sessions"), icon=":material/logout:", key="end_all"):
        act(partial(people.end_sessions, desk().app, user, one.user_id), _("Ended everywhere."))


def _history(view: PersonView) -> None:
    now, zone = desk().app.clock.wall(), time_zone()
    with st.expander(_("What was done to this account"), icon=":material/history:"):
        lines = "".join(_deed(one, words.moment(one.at, now, zone)) for one in view.history)
        st.html(f'<ul class="lp-plain lp-history">{lines}</ul>')


def _deed(one: Deed, moment: str) -> str:
    who = access_words.whose(one.by, one.action, one.detail)
    return (
        "<li>"
        + plain.element("span", access_words.deed(one.action, one.detail))
        + plain.element("span", f"{who}, {moment}", class_="lp-soft")
        + "</li>"
    )
