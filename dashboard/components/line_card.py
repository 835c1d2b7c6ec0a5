"""One line of a list that opens something: a card with a button at its end."""

from __future__ import annotations

import streamlit as st

from dashboard.tongue import _


def line_card(line: str, *, key: str, opens: str = "") -> bool:
    """Show this HTML; True when it was opened just now. Without a key `opens` nothing opens."""
    with st.container(
        border=True,
        horizontal=True,
        wrap=False,
        vertical_alignment="center",
        horizontal_alignment="distribute",
        key=key,
    ):
        st.html(line)
        return bool(opens) and st.button(_("Open"), key=opens, type="tertiary")
