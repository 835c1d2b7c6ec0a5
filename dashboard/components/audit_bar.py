"""The audit's filters: period, who, what, to whom; the page's address is their state."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard import audit_filters, audit_subjects, audit_words, words
from dashboard.audit_filters import DAYS, DEFAULT_DAYS, LONGEST, AuditWish
from dashboard.components import filter_control
from dashboard.components.seed import seed
from dashboard.tongue import _

_EVERYBODY = ""


def audit_bar(people: Mapping[str, str]) -> AuditWish:
    """Show the bar with these people, by sign-in name; returns what the address asks for."""
    wanted = audit_filters.from_query(st.query_params)
    with st.container(horizontal=True, vertical_alignment="bottom", key="audit_bar"):
        filter_control.period("audit_days", DAYS, wanted.days, changed=_changed, named=_period)
        seed("audit_who", wanted.who if wanted.who in people else _EVERYBODY)
        st.selectbox(
            _("Who"),
            [_EVERYBODY, *people],
            key="audit_who",
            format_func=lambda name: people.get(name) or _("Everybody"),
            on_change=_changed,
            width=150,
        )
        _deeds(wanted)
        seed("audit_whom", wanted.whom)
        st.text_input(
            _("To whom"),
            key="audit_whom",
            max_chars=LONGEST,
            placeholder=audit_subjects.example(),
            on_change=_changed,
            width=165,
        )
    return wanted


def _deeds(wanted: AuditWish) -> None:
    """What was done, by its words; a code of an address that has none stands for itself."""
    known = audit_words.known()
    seed("audit_what", list(wanted.what))
    st.multiselect(
        _("What"),
        [*known, *(code for code in wanted.what if code not in known)],
        key="audit_what",
        format_func=audit_words.called,
        placeholder=_("Everything"),
        on_change=_changed,
        width=200,
    )


def turn_page(wanted: AuditWish, *, more: bool) -> None:
    """Buttons to newer and older rows, where there are any."""
    with st.container(horizontal=True, key="audit_pages"):
        for key, label, page, shown in (
            ("newer", _("Newer"), wanted.page - 1, wanted.page > 1),
            ("older", _("Older"), wanted.page + 1, more),
        ):
            if shown:
                st.button(label, key=f"audit_{key}", on_click=_changed, args=(page,))


def _period(days: int) -> str:
    return _("A year") if days == 365 else words.period(days)


def _changed(page: int = 1) -> None:
    state = st.session_state
    wanted = AuditWish(
        days=state.get("audit_days") or DEFAULT_DAYS,
        who=state.get("audit_who") or "",
        what=tuple(state.get("audit_what") or ()),
        whom=state.get("audit_whom") or "",
        page=page,
    )
    st.query_params.from_dict(audit_filters.to_query(wanted))
