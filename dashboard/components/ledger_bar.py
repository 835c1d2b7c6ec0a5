"""The ledger's filters: period, networks, teams, reason; the page's address is their state."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from dashboard import ledger_filters, words
from dashboard.components import filter_control
from dashboard.components.seed import seed
from dashboard.ledger_filters import DAYS, DEFAULT_DAYS, LedgerFilter, Part
from dashboard.tongue import N_, Table, _
from domain.ledger import Reason
from listenpost.services.ledger import IGNORED

PARTS = Table(
    {
        Part.WHOLE: N_("What became of them"),
        Part.PLACES: N_("Where and when"),
        Part.TIMES: N_("Response times"),
        Part.WORK: N_("Workload"),
        Part.PROMISES: N_("Promises and mood"),
    }
)
_ALL = "all"


def ledger_bar(teams: Sequence[str]) -> LedgerFilter:
    """Show the bar; returns what the address asks for."""
    wanted = ledger_filters.from_query(st.query_params)
    with st.container(horizontal=True, vertical_alignment="bottom", key="ledger_bar"):
        filter_control.period("ledger_days", DAYS, wanted.days, changed=_changed)
        filter_control.networks("ledger_platforms", wanted.platforms, changed=_changed)
        if teams:
            seed("ledger_teams", [one for one in teams if one in wanted.teams])
            st.multiselect(
                _("Team"),
                teams,
                key="ledger_teams",
                placeholder=_("All teams"),
                on_change=_changed,
            )
    return wanted


def reason_choice(wanted: LedgerFilter) -> None:
    """Which of those who are left to name."""
    seed("ledger_reason", wanted.reason.value if wanted.reason else _ALL)
    st.selectbox(
        _("Reason"),
        [_ALL, *(one.value for one in IGNORED)],
        key="ledger_reason",
        format_func=lambda one: _("All reasons") if one == _ALL else words.REASONS[Reason(one)],
        on_change=_changed,
        width=320,
    )


def parts(wanted: LedgerFilter) -> dict[Part, TabContainer]:
    """The parts of the page as tabs; the one that the address says is open."""
    seed("ledger_part", PARTS[wanted.part])
    tabs = st.tabs([PARTS[one] for one in Part], key="ledger_part", on_change=_changed)
    return dict(zip(Part, tabs, strict=True))


def _changed() -> None:
    state = st.session_state
    opened = next((one for one in Part if PARTS[one] == state.get("ledger_part")), Part.WHOLE)
    chosen = state.get("ledger_reason", _ALL)
    wanted = LedgerFilter(
        part=opened,
        days=state.get("ledger_days") or DEFAULT_DAYS,
        platforms=tuple(state.get("ledger_platforms") or ()),
        teams=tuple(state.get("ledger_teams") or ()),
        reason=None if chosen in (None, _ALL) else Reason(chosen),
    )
    st.query_params.from_dict(ledger_filters.to_query(wanted))
