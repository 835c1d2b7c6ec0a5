"""What somebody wrote, in the reader's language, below the original: asked for by the reader."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import plain
from dashboard.desk import desk
from dashboard.session import signed_in
from dashboard.tongue import _, spoken
from domain.errors import ListenpostError
from listenpost.language import spoken_for
from listenpost.services import translating
from listenpost.services.case_thread import ThreadItem

_KEPT = "translations"
"""Of this session and no longer: what is erased is not kept here."""
_TROUBLE = "translation_trouble"


def translation_switch(items: Sequence[ThreadItem], *, case_id: int) -> bool:
    """A switch where there is something to translate, and a machine for it; whether it is on.

    A machine that had trouble is not asked again before somebody uses the switch: a page that
    refreshes itself would wait for it each time.
    """
    if desk().app.translator is None or not any(map(is_foreign, items)):
        return False
    wanted = st.toggle(_("Translate"), key=f"translate-{case_id}", on_change=_try_again)
    trouble = st.session_state.get(_TROUBLE)
    if wanted and trouble:
        st.caption(plain.markdown(spoken_for.said(trouble)))
    return wanted and not trouble


def _try_again() -> None:
    st.session_state.pop(_TROUBLE, None)


def is_foreign(item: ThreadItem) -> bool:
    """Whether somebody else wrote it in another language than the reader's, or in one unknown."""
    return item.by != "brand" and bool(item.text.strip()) and item.language != spoken()


def translated(item: ThreadItem) -> bool:
    """Show the post in the reader's language; False where trouble is shown instead."""
    known = st.session_state.setdefault(_KEPT, {})
    wanted = (item.text, spoken())
    if wanted not in known:
        try:
            known[wanted] = translating.translate(desk().app, signed_in(), *wanted)
        except ListenpostError as error:
            st.session_state[_TROUBLE] = str(error)
            st.caption(plain.markdown(spoken_for.said(str(error))))
            return False
    if known[wanted].casefold() != item.text.casefold():
        with st.container(border=True, gap="xxsmall"):
            st.caption(_("Machine translation"))
            st.text(known[wanted], width="stretch")
    return True
