"""Who else has this case open, and who is typing."""

from __future__ import annotations

import streamlit as st

from dashboard import plain
from dashboard.desk import desk
from dashboard.session import signed_in
from dashboard.tongue import _
from listenpost.services import company
from listenpost.services.company import Colleague

BEAT_SECONDS = 8


@st.fragment(run_every=BEAT_SECONDS)
def company_line(case_id: int) -> None:
    """Tell the others that this page is open, and say who is here."""
    app, user = desk().app, signed_in()
    company.here(app, user, case_id)
    here = company.others(app, user, [case_id]).get(case_id, ())
    badges = (plain.badge(in_words(one), "orange" if one.typing else "gray") for one in here)
    st.html(f'<div class="lp-row lp-company" role="status">{"".join(badges)}</div>')


def in_words(one: Colleague) -> str:
    """A colleague at a case."""
    return (
        _("{name} is typing").format(name=one.name)
        if one.typing
        else _("{name} is looking").format(name=one.name)
    )
