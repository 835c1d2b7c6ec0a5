"""What is told beside lists: channels that are always there, which are open, dead ends."""

from __future__ import annotations

import streamlit as st

from dashboard import plain
from dashboard.desk import desk
from dashboard.tongue import _
from domain.route import unreachable
from listenpost.language import spoken_for


def never_reached() -> None:
    """Rules that no case ever comes to."""
    for one in unreachable(desk().app.routes):
        st.warning(plain.markdown(spoken_for.said(one)), icon=":material/block:")


def always_there() -> None:
    """Channels that are there without being set, unless one of their kind is."""
    own = {one.name for one in desk().app.settled.settings.channels}
    found = [spoken_for.said(one.name) for one in desk().app.channels if one.name not in own]
    if found:
        st.caption(_("There by themselves: {names}.").format(names=", ".join(found)))


def open_badge(name: str) -> str:
    """Whether this channel is open at this moment; "" where it is not known yet."""
    now = desk().app.clock.now()
    found = next((one for one in desk().app.channels if one.name == name), None)
    if found is None:
        return ""
    opened = found.hours.next_open(now) <= now
    return plain.badge(_("open"), "green") if opened else plain.badge(_("closed"), "gray")
