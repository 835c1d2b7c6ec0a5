"""People: who works here, what each may do, and an end to any session; for admins."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard import access_words, plain, words
from dashboard.components import person_card
from dashboard.components.duty_desk import forget_seen
from dashboard.components.line_card import line_card
from dashboard.components.person_desk import keep_to_show, one_time_password, person_desk
from dashboard.desk import desk
from dashboard.refusals import act, refusals_shown
from dashboard.session import signed_in, time_zone
from dashboard.tongue import _
from domain.errors import BadInput
from domain.role import Actor, Role
from listenpost.language import spoken_for
from listenpost.services import people
from listenpost.services.people import Person
from listenpost.services.teams import LONGEST_NAME

PERSON = "person"
SHOWN = 50


def show() -> None:
    """Everybody, or the one person that the address names."""
    user = signed_in()
    chosen = st.query_params.get(PERSON, "")
    if chosen.isdecimal():
        _one(user, int(chosen))
    else:
        _all(user)


def _all(user: Actor) -> None:
    forget_seen()
    found = people.listed(desk().app, user)
    st.title(_("People"), anchor=False)
    st.caption(_summary(found))
    one_time_password()
    _waiting(user)
    with st.expander(_("Add somebody"), icon=":material/person_add:"):
        _add(user)
    with st.expander(_("Teams"), icon=":material/groups:"):
        _teams(user)
    wanted = st.text_input(
        _("Search"),
        placeholder=_("Name, role or team"),
        icon=":material/search:",
        key="people_search",
    )
    shown = [one for one in found if _fits(one, wanted)]
    now = desk().app.clock.wall()
    for one in shown[:SHOWN]:
        number = one.user_id
        line = person_card.line(one, now)
        if line_card(line, key=f"person-{number}", opens=f"open-{number}"):
            st.query_params[PERSON] = str(number)
            st.rerun()
    if len(shown) > SHOWN:
        st.caption(
            _("and {number} more: search for a name").format(number=words.count(len(shown) - SHOWN))
        )
    if not shown:
        st.caption(_("Nobody fits."))


def _summary(found: Sequence[Person]) -> str:
    admins = sum(one.role is Role.ADMIN and not one.off for one in found)
    live = sum(one.sessions > 0 for one in found)
    return _("{people}, {admins}, {number} signed in now.").format(
        people=words.counted(len(found), "{number} person", "{number} people"),
        admins=words.counted(admins, "{number} admin", "{number} admins"),
        number=words.count(live),
    )


def _fits(one: Person, wanted: str) -> bool:
    known = (one.name, one.display_name, access_words.role(one.role), *one.teams)
    return wanted.strip().casefold() in "\n".join(known).casefold()


def _waiting(user: Actor) -> None:
    now, zone = desk().app.clock.wall(), time_zone()
    for one in people.waiting_addresses(desk().app, user):
        st.warning(
            plain.markdown(
                words.counted(
                    one.wrong,
                    "{address} has to wait until {when}: {number} wrong try to sign in from there.",
                    "{address} has to wait until {when}: {number} wrong tries to sign in from "
                    "there.",
                    address=one.address,
                    when=words.moment(one.until, now, zone),
                )
            ),
            icon=":material/gpp_maybe:",
        )


def _add(user: Actor) -> None:
    with st.form("add_person", border=False):
        name = st.text_input(_("Signs in as"), max_chars=64, autocomplete="off")
        display_name = st.text_input(
            _("Name that colleagues see"), max_chars=100, autocomplete="off"
        )
        role = st.selectbox(
            _("Role"),
            [one.value for one in Role],
            format_func=access_words.offered,
        )
        added = st.form_submit_button(_("Add"), icon=":material/person_add:", type="primary")
    if added:
        with refusals_shown():
            password = people.add(
                desk().app, user, name=name, display_name=display_name, role=Role(role)
            )[1]
            keep_to_show(display_name or name, password)
            st.rerun()


def _teams(user: Actor) -> None:
    """Who is in which, and one more; who is in them is set on each person's page."""
    found = people.team_rows(desk().app, user)
    nobody = _("nobody yet")
    lines = "".join(
        "<li>"
        + plain.element("span", one.name, class_="lp-strong", dir="auto")
        + plain.element("span", ", ".join(one.people) or nobody, class_="lp-soft", dir="auto")
        + "</li>"
        for one in found
    )
    if lines:
        st.html(f'<ul class="lp-plain lp-history">{lines}</ul>')
    st.caption(
        _(
            "Routing rules in the settings file say which new cases a team is given. Who is in a "
            "team is set on the person's page."
        )
    )
    with st.form("add_team", border=False, clear_on_submit=True):
        name = st.text_input(_("Name of a new team"), max_chars=LONGEST_NAME, autocomplete="off")
        added = st.form_submit_button(_("Add the team"), icon=":material/group_add:")
    if added:
        act(partial(people.add_team, desk().app, user, name), _("Added."))


def _one(user: Actor, user_id: int) -> None:
    if st.button(_("Back to everybody"), icon=":material/arrow_back:", type="tertiary", key="back"):
        del st.query_params[PERSON]
        st.rerun()
    try:
        view = people.view(desk().app, user, user_id)
    except BadInput as error:
        st.title(_("Nobody here"), anchor=False)
        st.text(spoken_for.said(str(error)))
        return
    now, zone = desk().app.clock.wall(), time_zone()
    st.html(
        plain.element("h1", view.person.display_name, dir="auto", class_="lp-title")
        + f'<div class="lp-row">{person_card.badges(view.person)}</div>'
    )
    one_time_password()
    st.html(person_card.facts(view.person, now, zone))
    person_desk(view, user)
