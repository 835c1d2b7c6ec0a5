"""The button that opens the most urgent case that nobody works on."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from dashboard import filters
from dashboard.desk import desk
from dashboard.session import flash
from dashboard.tongue import _
from domain.role import Actor
from listenpost.services import inbox


def take_next(user: Actor, *, kind: Literal["primary", "tertiary"]) -> None:
    """Show it; a click claims the next case of the list that the address describes."""
    if not st.button(
        _("Take the next"),
        type=kind,
        icon=":material/arrow_forward:",
        key="take_next",
        help=_("Opens the most urgent case that nobody works on, and holds it for you."),
    ):
        return
    wanted = filters.for_work(filters.from_query(st.query_params))
    case_id = inbox.take_next(desk().app, user, wanted)
    if case_id is None:
        flash(_("There is nothing left to take here."))
    else:
        st.query_params[filters.CASE] = str(case_id)
    st.rerun()
