"""Saved replies: leads keep them here."""

from __future__ import annotations

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.refusals import act
from dashboard.session import signed_in
from dashboard.tongue import _
from domain.role import Actor
from listenpost.services import macros, teams
from listenpost.services.macros import MacroRow
from responder.template import FIELDS


def show() -> None:
    """What there is, and a place for a new one."""
    user = signed_in()
    st.title(_("Saved replies"), anchor=False)
    st.caption(
        _(
            "Words that agents put into a reply. What stands in braces is filled in "
            "from the case: {names}."
        ).format(names=", ".join(f"{{{name}}}" for name in sorted(FIELDS)))
    )
    with st.expander(_("Add one"), icon=":material/add:"):
        _form(user, None)
    for one in macros.listed(desk().app, user):
        facts = ", ".join(
            filter(
                None,
                (
                    words.language(one.language) if one.language else None,
                    one.team,
                    words.counted(one.used, "used {number} time", "used {number} times"),
                ),
            )
        )
        with st.expander(f"{plain.markdown(one.name)} ({plain.markdown(facts)})"):
            _form(user, one)


def _form(user: Actor, one: MacroRow | None) -> None:
    number = one.macro_id if one else 0
    names = [team.name for team in teams.listed(desk().app)]
    with st.form(f"macro-{number}", border=False):
        name = st.text_input(_("Name"), one.name if one else "", max_chars=macros.LONGEST_NAME)
        text = st.text_area(_("Words"), one.text if one else "", max_chars=macros.LONGEST_TEXT)
        language = st.text_input(
            _("Language, such as de; empty for all"),
            one.language or "" if one else "",
            max_chars=16,
        )
        team = st.selectbox(
            _("Team"),
            ["", *names],
            index=names.index(one.team) + 1 if one and one.team in names else 0,
            format_func=lambda found: found or _("everybody"),
        )
        saved = st.form_submit_button(_("Save"), icon=":material/save:")
    if saved:
        act(
            lambda: macros.save(
                desk().app,
                user,
                name=name,
                text=text,
                language=language,
                team=team,
                macro_id=number or None,
                seen=one.changed_at if one else None,
            ),
            _("Saved."),
        )
    if one and st.button(_("Remove"), type="tertiary", key=f"macro-remove-{number}"):
        act(lambda: macros.remove(desk().app, user, number), _("Removed."))
