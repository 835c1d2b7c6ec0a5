"""A section as in the settings' file: an editor with an example, a check, and errors in words."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.components.section_save import check, save
from dashboard.tongue import _
from domain.role import Actor
from listenpost.services.section_list import SectionView
from listenpost.services.section_text import EXAMPLES, LONGEST, content_in

LINE, TALLEST = 24, 480
"""Pixels of the editor."""


def text_form(user: Actor, view: SectionView) -> None:
    """It begins with what holds."""
    name = view.row.name
    with st.form(f"text-{name}-{view.version}", border=False):
        text = st.text_area(
            _("As in the settings file (TOML)"),
            view.text,
            height=min(LINE * (view.text.count("\n") + 4), TALLEST),
            max_chars=LONGEST,
            key=f"section_text-{name}-{view.version}",
        )
        with st.container(horizontal=True):
            checked = st.form_submit_button(_("Check"), icon=":material/rule:")
            saved = st.form_submit_button(
                _("Save"), icon=":material/save:", type="primary", key="section_text_save"
            )
    entered = partial(content_in, name, text)
    if checked:
        check(user, view, entered)
    if saved:
        save(user, view, entered, None)
    with st.expander(_("An example"), icon=":material/lightbulb:"):
        st.code(EXAMPLES[name], language="toml")
