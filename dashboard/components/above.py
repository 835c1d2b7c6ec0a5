"""Lines above a list that come and go by themselves, and move nothing of what one reads.

What was there when the page was drawn keeps its place, and says so when it is over. What comes
later stands at the edge of the window until the page is drawn anew: by a filter or another page of
the list, by *Put it above the list*, or by coming back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import streamlit as st

from dashboard import plain
from dashboard.tongue import _

_PLACED = "above_placed"
_UNASKED = "above_unasked"


class Draw(Protocol):
    def __call__(self, *, over: bool) -> None:
        """Draw the line, equally high when it is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One of them: a name that stays the same while it changes, and how it is drawn."""

    key: str
    draw: Draw


def in_place() -> frozenset[str]:
    """The names of the lines that keep their place."""
    return frozenset(st.session_state.get(_PLACED, ()))


def afresh() -> None:
    """The page is drawn anew: everything has its place above the list."""
    if not st.session_state.pop(_UNASKED, False):
        st.session_state.pop(_PLACED, None)


def unasked() -> None:
    """The page is about to be drawn anew although nobody did anything: all keeps its place."""
    st.session_state[_UNASKED] = True


def above(lines: Sequence[Line]) -> None:
    """Draw them, inside of a part that is drawn again by itself."""
    now = {line.key: line for line in lines}
    placed: dict[str, Line] = st.session_state.setdefault(_PLACED, dict(now))
    for key in placed:
        placed[key] = now.get(key, placed[key])
        placed[key].draw(over=key not in now)
    late = [line for key, line in now.items() if key not in placed]
    told = _("There is news at the edge of the window.") if late else ""
    st.html(plain.element("p", told, class_="lp-spoken", role="status"))
    with st.container(key="arrived"):
        for line in late:
            line.draw(over=False)
        if late:
            st.button(_("Put it above the list"), key="above-put", on_click=afresh)
