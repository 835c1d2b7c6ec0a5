"""Other words for the draft, by a machine: they land in the editor, and the agent reads them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import words
from dashboard.desk import desk
from dashboard.refusals import refusals_shown
from dashboard.tongue import _
from domain.role import Actor
from listenpost.language import spoken_for
from listenpost.services import rewriting
from listenpost.services.case_view import CaseView
from listenpost.services.rewriting import Wish


def rewrite_bar(
    view: CaseView, user: Callable[[], Actor], text: str, put: Callable[[str], None]
) -> None:
    """A button a wish, where the settings name a machine; `put` takes the new words.

    `user` is asked on a click only: an ended session must not take the editor away.
    """
    if desk().app.rewriter is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="rewrite"):
        st.caption(_("Rewrite:"), width="content")
        for wish in Wish:
            if st.button(
                words.capital(spoken_for.said(wish.value)), type="tertiary", key=f"rewrite-{wish}"
            ):
                names = [view.row.customer, *(a.name or "" for a in view.accounts)]
                with refusals_shown():
                    put(rewriting.rewrite(desk().app, user(), text, wish, names=names))
                    st.rerun(scope="fragment")
