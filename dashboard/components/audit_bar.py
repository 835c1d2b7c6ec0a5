"""The audit's filters: period, who, what, to whom; the page's address is their state."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import audit_filters, words
from dashboard.audit_filters import DAYS, DEFAULT_DAYS, LONGEST, AuditWish
from dashboard.components import filter_control
from dashboard.components.seed import seed
from dashboard.tongue import _

_EVERYBODY = ""


def audit_bar(people: Sequence[str]) -> AuditWish:
    """Show the bar; returns what the address asks for."""
    wanted = audit_filters.from_query(st.query_params)
    with st.container(horizontal=True, vertical_alignment="bottom", key="audit_bar"):
        filter_control.period("audit_days", DAYS, wanted.days, changed=_changed, named=_period)
        seed("audit_who", wanted.who if wanted.who in people else _EVERYBODY)
        st.selectbox(
            _("Who"),
            [_EVERYBODY, *people],
            key="audit_who",
            format_func=lambda name: name or _("Everybody"),
            on_change=_changed,
            width=170,
        )
        _words(_("What"), "audit_what", wanted.what, "case, reply.approved")
        _words(_("To whom"), "audit_whom", wanted.whom, "case:7, customer:3")
    return wanted


def _words(label: str, key: str, value: str, example: str) -> None:
    seed(key, value)
    st.text_input(
        label, key=key, max_chars=LONGEST, placeholder=example, on_change=_changed, width=170
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
        what=state.get("audit_what") or "",
        whom=state.get("audit_whom") or "",
        page=page,
    )
    st.query_params.from_dict(audit_filters.to_query(wanted))
