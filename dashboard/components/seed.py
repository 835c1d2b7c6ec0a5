"""Widgets that say what the page's address says."""

from __future__ import annotations

import streamlit as st


def seed(key: str, value: object) -> None:
    """Give the widget what the address says; untouched where it says so already."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value
