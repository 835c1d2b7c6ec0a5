"""Which version of a section somebody has in front of him while he fills in its forms."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from listenpost.services.section_list import SectionView

_SEEN = "section_seen"


def as_opened(view: SectionView) -> SectionView:
    """The view with the version that the page was opened with.

    Each click draws the page anew: without this the forms of somebody else's newer version would
    take the place of what was typed, and nobody were told.
    """
    name, version = st.session_state.setdefault(_SEEN, (view.row.name, view.version))
    if name != view.row.name:
        name, version = st.session_state[_SEEN] = (view.row.name, view.version)
    return replace(view, version=version)


def look_again() -> None:
    """What is opened next is as it is then."""
    st.session_state.pop(_SEEN, None)
