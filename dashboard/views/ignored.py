"""Ignored requests: what became of each, where and when, how fast, by whom, and what comes."""

from __future__ import annotations

import streamlit as st

from dashboard import plain
from dashboard.components.forecast_picture import forecast_picture
from dashboard.components.ledger_bar import ledger_bar, parts
from dashboard.components.ledger_figures import headline, ledger_figures
from dashboard.components.ledger_names import ledger_names
from dashboard.components.ledger_picture import ledger_picture
from dashboard.components.outcome_board import felt
from dashboard.components.promise_board import promise_board
from dashboard.components.response_times import response_times
from dashboard.components.where_and_when import where_and_when
from dashboard.components.workload_board import workload_board
from dashboard.desk import desk
from dashboard.ledger_filters import LedgerFilter, Part
from dashboard.session import signed_in, time_zone
from dashboard.tongue import _
from domain.role import Actor
from listenpost.services import (
    ledger,
    ledger_groups,
    outcome_report,
    promise_report,
    sla_report,
    workload,
)
from listenpost.services.ledger import Period

REFRESH_SECONDS = 60


def show() -> None:
    """The page."""
    st.title(_("Ignored"), anchor=False)
    st.caption(
        _("Every request stands in one row: answered, settled otherwise, pending, or ignored.")
    )
    _live()


@st.fragment(run_every=REFRESH_SECONDS)
def _live() -> None:
    user, app = signed_in(), desk().app
    wanted = ledger_bar(ledger.teams(app, user))
    period = ledger.period(
        app,
        since=app.clock.now() - wanted.span,
        platforms=wanted.platforms,
        teams=wanted.teams,
    )
    _show(user, wanted, period)


def _show(user: Actor, wanted: LedgerFilter, period: Period) -> None:
    """Only what is open is asked for."""
    app, tabs = desk().app, parts(wanted)
    opened = next((one for one, tab in tabs.items() if tab.open), Part.WHOLE)
    with tabs[opened]:
        if opened is Part.WHOLE:
            _whole(user, wanted, period)
        elif opened is Part.PLACES:
            where_and_when(ledger_groups.report(app, user, period, zone=time_zone()))
        elif opened is Part.TIMES:
            response_times(sla_report.report(app, user, period))
        elif opened is Part.WORK:
            _work(user, period)
        else:
            _kept(user, period)


def _whole(user: Actor, wanted: LedgerFilter, period: Period) -> None:
    found = ledger.report(desk().app, user, period)
    if not found.needed:
        with st.container(key="empty"):
            st.header(_("Nobody is ignored"), anchor=False, text_alignment="center")
            st.caption(_("No request needed an answer in this period."), text_alignment="center")
        return
    st.html(plain.element("p", headline(found), class_="lp-headline"))
    ledger_figures(found)
    ledger_picture(found)
    ledger_names(user, wanted, found)


def _work(user: Actor, period: Period) -> None:
    app = desk().app
    st.header(_("The next hours"), anchor=False)
    forecast_picture(workload.forecast(app, user, period), time_zone())
    workload_board(workload.read(app, user, period.teams))


def _kept(user: Actor, period: Period) -> None:
    app = desk().app
    st.header(_("Promises that fell due"), anchor=False)
    promise_board(promise_report.report(app, user, period), user.role)
    st.header(_("Sentiment recovered"), anchor=False)
    felt(outcome_report.mood(app, user, period))
