"""What is new on a case since this user was last there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from dashboard import plain
from dashboard.desk import desk
from dashboard.tongue import _
from domain.role import Actor
from listenpost.services import seen

_VISIT = "visit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One user at one case, from opening it until leaving it; `last_at` is the time before."""

    case_id: int
    last_at: dt.datetime | None
    opened_at: dt.datetime

    def is_new(self, at: dt.datetime | None) -> bool:
        """Whether it came while the user was away; what comes during the visit is seen to come."""
        if at is None or self.last_at is None:
            return False
        return self.last_at < at <= self.opened_at


def visit(case_id: int, user: Actor) -> Visit:
    """This visit, begun now unless the user is there already; ask before noting what is seen."""
    kept = st.session_state.get(_VISIT)
    if isinstance(kept, Visit) and kept.case_id == case_id:
        return kept
    app = desk().app
    begun = Visit(case_id=case_id, last_at=seen.last(app, user, case_id), opened_at=app.clock.now())
    st.session_state[_VISIT] = begun
    return begun


def over() -> None:
    """The user is elsewhere: the next time is another visit."""
    st.session_state.pop(_VISIT, None)


def new_from_here() -> str:
    """The line above the first thing that is new."""
    return plain.element("p", _("New since you were last here"), class_="lp-since")
