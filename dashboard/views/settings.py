"""Settings: hours, deadlines, routes and the like, as they hold and to be changed; for admins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from dashboard import plain, section_words
from dashboard.components import entry_form, section_line, section_seen, what_holds
from dashboard.components.article_desk import article_desk
from dashboard.components.figures_form import figures_form
from dashboard.components.hours_form import hours_form
from dashboard.components.line_card import line_card
from dashboard.components.list_desk import list_desk
from dashboard.components.text_form import text_form
from dashboard.components.week_ahead import deadlines_now, week_ahead
from dashboard.desk import desk
from dashboard.entry_place import Place, entry_at, read
from dashboard.refusals import act
from dashboard.section_lists import SectionList, list_at, lists_of
from dashboard.session import signed_in
from dashboard.tongue import _
from domain.role import Actor
from listenpost.services import section_list, sections
from listenpost.services.section_list import SectionRow, SectionView
from listenpost.settings.layers import SETTABLE, Origin

SECTION = "section"
FORMS: Mapping[str, Callable[[Actor, SectionView], None]] = {
    "business_hours": hours_form,
    "sla": figures_form,
    "priority": figures_form,
    "articles": figures_form,
    "pulse": figures_form,
}
"""The values of a section; its lists are below them."""
HOLDS: Mapping[str, Callable[[], None]] = {
    "business_hours": week_ahead,
    "sla": deadlines_now,
    "articles": article_desk,
    "routes": what_holds.never_reached,
    "channels": what_holds.always_there,
}


def show() -> None:
    """Every section, or the one that the address names."""
    user = signed_in()
    name = st.query_params.get(SECTION, "")
    if name in SETTABLE:
        _one(user, name)
    else:
        section_seen.look_again()
        _all(user)


def _all(user: Actor) -> None:
    st.title(_("Settings"), anchor=False)
    st.caption(
        _(
            "What is set here holds within seconds, before what the settings file says. Each "
            "change is kept in the audit, and everything can go back to the file."
        )
    )
    for row in section_list.listed(desk().app, user):
        opens = f"open-section-{row.name}" if row.name in SETTABLE else ""
        if line_card(section_line.line(row), key=f"section-{row.name}", opens=opens):
            st.query_params[SECTION] = row.name
            st.rerun()
        if not opens:
            _forget(user, row)


def _one(user: Actor, name: str) -> None:
    view = section_list.view(desk().app, user, name)
    place = read(name, st.query_params.get(entry_form.ENTRY, ""))
    found = list_at(place)
    fixed = view.row.origin is Origin.ENVIRONMENT
    if (
        found
        and len(place) > len(found.path)
        and not fixed
        and entry_at(view.content, place) is not None
    ):
        _entry(user, view, found, place)
    else:
        entry_form.close()
        _section(user, view, fixed=fixed)


def _entry(user: Actor, view: SectionView, found: SectionList, place: Place) -> None:
    section_seen.look_again()
    if st.button(
        section_words.title(view.row.name),
        icon=":material/arrow_back:",
        type="tertiary",
        key="back-to-list",
    ):
        entry_form.leave()
    title, about = entry_form.heading(found, view, place)
    st.html(plain.element("h1", title, class_="lp-title", dir="auto"))
    if about:
        st.caption(about)
    entry_form.entry_form(user, view, found, place)


def _section(user: Actor, view: SectionView, *, fixed: bool) -> None:
    name = view.row.name
    if st.button(_("All settings"), icon=":material/arrow_back:", type="tertiary", key="back"):
        _back()
    st.html(plain.element("h1", section_words.title(name), class_="lp-title"))
    st.caption(section_words.ABOUT[name])
    st.html(
        f'<div class="lp-row">{section_line.badges(view.row)}'
        + plain.element("span", section_line.changed(view.row), class_="lp-soft")
        + "</div>"
        + section_line.trouble(view.row)
    )
    if fixed:
        st.info(
            _("The environment of these processes sets this section, so it is changed there."),
            icon=":material/lock:",
        )
    elif name in FORMS:
        FORMS[name](user, section_seen.as_opened(view))
    if lists_of(name):
        list_desk(user, view, fixed=fixed)
    if name in HOLDS:
        HOLDS[name]()
    if not fixed:
        with st.expander(_("Write it as text"), icon=":material/code:"):
            text_form(user, section_seen.as_opened(view))
    if view.values:
        with st.expander(_("Every value, and where it comes from"), icon=":material/list:"):
            st.html(section_line.values(view))
    if view.row.stored:
        _forget(user, view.row)


def _forget(user: Actor, row: SectionRow) -> None:
    label = _("Back to what the file says")
    with st.popover(label, icon=":material/undo:"):
        st.caption(_("What was set here is forgotten; the audit keeps what it was."))
        if st.button(_("Go back"), type="primary", key=f"forget-{row.name}"):
            app, name = desk().app, row.name
            done = _("It is as the settings file says.")
            section_seen.look_again()
            act(partial(sections.back_to_file, app, user, name), done)


def _back() -> None:
    st.query_params.clear()
    st.rerun()
