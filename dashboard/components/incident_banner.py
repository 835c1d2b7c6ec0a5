"""Open incidents above the inbox, and a case's own incident above its thread."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import filters, plain, words
from dashboard.components.above import Line, in_place
from dashboard.desk import desk
from dashboard.refusals import act
from dashboard.tongue import _
from domain.role import Actor, Permission, may
from listenpost.language import spoken_for
from listenpost.services import incidents, statements, surges
from listenpost.services.case_view import CaseView
from listenpost.services.statements import Headline

_KEY = "incident-"


def banner(user: Actor) -> list[Line]:
    """One line for each surge, and one for each open incident, whose button opens it."""
    waves = [
        Line(key=f"surge-{topic}", draw=partial(_surge, told))
        for topic, told in surges.shown(desk().app, user).items()
    ]
    return waves + [
        Line(key=f"{_KEY}{found.incident_id}", draw=partial(_incident, found))
        for found in statements.headlines(desk().app, user, also=_in_place())
    ]


def _in_place() -> list[int]:
    """Incidents that stand there already: one is over when it is, not when three are newer."""
    return [int(key.removeprefix(_KEY)) for key in in_place() if key.startswith(_KEY)]


def _surge(told: str, *, over: bool) -> None:
    with st.container(border=True):
        _line(_badge(_("Surge"), "orange", over=over), "", spoken_for.said(told))


def _badge(word: str, color: str, *, over: bool) -> str:
    return plain.badge(_("Over"), "gray") if over else plain.badge(word, color)


def _incident(found: Headline, *, over: bool) -> None:
    facts = words.counted(
        found.cases,
        "{number} case, {recent} in the last hour",
        "{number} cases, {recent} in the last hour",
        recent=words.count(found.joined_last_hour),
    )
    told = _("statement approved") if found.approved else _("no statement yet")
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        badge = _badge(_("Incident"), "red", over=over)
        _line(badge, found.title, f"{facts} · {told}")
        if st.button(_("Open"), icon=":material/groups:", key=f"incident-{found.incident_id}"):
            open_incident(found.incident_id)


def _line(badge: str, title: str, facts: str) -> None:
    strong = plain.element("span", title, class_="lp-strong", dir="auto") if title else ""
    soft = plain.element("span", facts, class_="lp-soft")
    st.html(f'<div class="lp-row">{badge}{strong}{soft}</div>')


def open_incident(number: int) -> None:
    """Show this incident instead of what is shown."""
    st.query_params.pop(filters.CASE, None)
    st.query_params[filters.INCIDENT] = str(number)
    st.rerun()


def of_case(view: CaseView, user: Actor) -> None:
    """Which incident the case is part of; one click takes it out, one puts it back."""
    number = view.row.incident or view.left_incident
    if number is None:
        return
    inside = view.row.incident is not None
    app, case_id = desk().app, view.row.case_id
    with st.container(horizontal=True, vertical_alignment="center", key="case_incident"):
        text = (
            _("Part of incident {number}").format(number=number)
            if inside
            else _("Taken out of incident {number}").format(number=number)
        )
        st.badge(text, icon=":material/groups:", color="red" if inside else "gray")
        if st.button(_("Look at it"), type="tertiary", key="open_incident"):
            open_incident(number)
        if not may(user.role, Permission.ANSWER):
            return
        if inside and st.button(_("Not part of it"), type="tertiary", key=f"take_out-{case_id}"):
            act(partial(incidents.take_out, app, user, case_id), _("Taken out of the incident."))
        if not inside and st.button(_("Put it back"), type="tertiary", key=f"put_back-{case_id}"):
            act(partial(incidents.put_back, app, user, case_id), _("Part of the incident again."))
