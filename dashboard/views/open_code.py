"""Open a code: the story for whoever goes on with a customer, on the phone or in a store."""

from __future__ import annotations

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.handoff_html import IN_PUBLIC
from dashboard.places import open_case
from dashboard.refusals import refusals_shown
from dashboard.session import flash, signed_in, time_zone
from dashboard.tongue import _
from domain.errors import BadInput
from domain.role import Actor
from listenpost.language import spoken_for
from listenpost.services import handoff_opening, handoff_outcome
from listenpost.services.handoff_story import Line, Story

_OPENED = "opened-handoff"


def show() -> None:
    """The field for the code, then the story."""
    user = signed_in()
    st.title(_("Open a code"), anchor=False)
    _ask(user)
    number = st.session_state.get(_OPENED)
    if number is None:
        st.caption(
            _(
                "The customer was given a code such as K7M-2QX-9DRT when she was sent to you. "
                "It opens what she wrote, what was tried and what was promised."
            )
        )
        return
    with refusals_shown():
        found = handoff_opening.story(desk().app, user, number)
        _story(found, user)
        _outcome(user, number)


def _ask(user: Actor) -> None:
    with st.form("open_code", border=False):
        given = st.text_input(
            _("The customer's code"), max_chars=40, placeholder="K7M-2QX-9DRT", autocomplete="off"
        )
        told = st.text_input(
            _("The case in which she told it (if any)"),
            max_chars=12,
            autocomplete="off",
            help=_("If it is another account's case, both are suggested to be one customer."),
        )
        if not st.form_submit_button(_("Open"), type="primary", icon=":material/key:"):
            return
    st.session_state.pop(_OPENED, None)
    with refusals_shown():
        opened = handoff_opening.open_as(desk().app, user, given, on_case=_case_number(told))
        st.session_state[_OPENED] = opened.handoff_id


def _case_number(told: str) -> int | None:
    """A number as it is written, with its sign or without."""
    digits = told.strip().lstrip("#")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit()):
        raise BadInput(_("“{words}” is no number of a case.").format(words=told.strip()))
    return int(digits)


def _story(found: Story, user: Actor) -> None:
    now, zone = desk().app.clock.now(), time_zone()
    st.html(plain.element("h1", found.customer, class_="lp-title", dir="auto"))
    facts = (
        words.platform(found.platform),
        words.label(found.topic),
        words.language(found.language),
        _("moved to {channel} by {name}, {when}").format(
            channel=spoken_for.said(found.channel.value),
            name=found.made_by or "Listenpost",
            when=words.ago(found.made_at, now),
        ),
    )
    badge = plain.badge(*words.STATUSES[found.status])
    soft = plain.element("span", " · ".join(filter(None, facts)), class_="lp-soft")
    st.html(f'<div class="lp-row">{badge}{soft}</div>')
    if found.in_public:
        st.warning(_(IN_PUBLIC), icon=":material/visibility:")
    for sentence in found.summary:
        st.html(plain.element("p", sentence, class_="lp-strong", dir="auto"))
    _owed(found)
    if st.button(_("Open the case"), icon=":material/open_in_full:", key="whole_case"):
        open_case(user.role, found.case_id, {})
    if found.tried:
        with st.expander(
            _("Tried ({number})").format(number=len(found.tried)),
            icon=":material/history:",
            expanded=True,
        ):
            for step in found.tried:
                told = (words.both(step.at, now, zone), step.what, step.by)
                st.html(plain.element("p", " · ".join(filter(None, told)), class_="lp-soft"))
                if step.text:
                    st.text(step.text, width="stretch")
    with st.expander(
        _("The conversation ({number})").format(number=len(found.thread)), icon=":material/forum:"
    ):
        for index, line in enumerate(found.thread):
            _line(line, index)
    if found.earlier:
        with st.expander(
            _("Her other cases ({number})").format(number=len(found.earlier)),
            icon=":material/person:",
        ):
            for one in found.earlier:
                status = words.STATUSES[one.status][0]
                began = words.moment(one.opened_at, now, zone)
                st.html(
                    plain.element("p", f"{began} · {words.title(one.title)} ({status})", dir="auto")
                )


def _owed(found: Story) -> None:
    now, zone = desk().app.clock.now(), time_zone()
    for one in found.owed:
        badge = (
            plain.badge(_("broken"), "red") if one.broken else plain.badge(_("promised"), "blue")
        )
        words_ = plain.element("span", one.words, dir="auto")
        due = plain.element("span", words.both(one.due_at, now, zone), class_="lp-soft")
        st.html(f'<div class="lp-row">{badge}{words_}{due}</div>')


def _line(line: Line, index: int) -> None:
    side = "brand" if line.by_us else "customer"
    avatar = ":material/support_agent:" if line.by_us else ":material/person:"
    with (
        st.container(key=f"post-{side}-handoff-{index}"),
        st.chat_message(_("us") if line.by_us else _("customer"), avatar=avatar),
    ):
        now, zone = desk().app.clock.now(), time_zone()
        private = plain.badge(_("private"), "violet") if line.private else ""
        when = plain.element("span", words.both(line.at, now, zone), class_="lp-when")
        st.html(f'<div class="lp-row">{private}{when}</div>')
        st.text(line.text, width="stretch")


def _outcome(user: Actor, number: int) -> None:
    with st.form(f"outcome-{number}", clear_on_submit=True):
        text = st.text_area(_("Note what happened"), max_chars=1900, height=90)
        with st.container(horizontal=True):
            noted = st.form_submit_button(_("Note it"), icon=":material/add_comment:")
            solved = st.form_submit_button(_("Solved here"), icon=":material/check_circle:")
    if not (noted or solved):
        return
    with refusals_shown():
        handoff_outcome.note(desk().app, user, number, text, solved=solved)
        flash(_("Solved, and noted.") if solved else _("Noted."))
        if solved:
            del st.session_state[_OPENED]
        st.rerun()
