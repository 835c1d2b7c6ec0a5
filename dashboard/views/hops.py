"""Channel changes: who was sent elsewhere and came back, whose story went along, how it ended."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from dashboard import words
from dashboard.components.hop_picture import hop_picture
from dashboard.components.outcome_board import outcome_board
from dashboard.components.share_picture import in_words
from dashboard.desk import desk
from dashboard.session import signed_in
from dashboard.tongue import N_, Table, _
from domain.hop_figures import INDUSTRY, Figures
from domain.share import Share
from listenpost.services import hop_report, ledger, outcome_report
from listenpost.services.hop_report import HopReport

SPANS = (7, 30, 90)
REFRESH_SECONDS = 30
_HELP = Table(
    {
        "escalation": N_(
            "Of the cases that were answered: those whose customer was sent to another channel."
        ),
        "returned": N_(
            "Of the customers who were sent elsewhere: those who asked again where they had "
            "started."
        ),
        "context_carried": N_(
            "Of the moves: those with which the customer's story went along, proven by "
            "her message in the same case, or by a code that was opened."
        ),
    }
)
_TITLES = Table(
    {
        "escalation": N_("Sent elsewhere"),
        "returned": N_("Came back"),
        "context_carried": N_("Story went along"),
    }
)


def show() -> None:
    """The page."""
    st.title(_("Channel changes"), anchor=False)
    st.caption(_("Each customer who was moved, or moved, to another channel, and what came of it."))
    _live()


@st.fragment(run_every=REFRESH_SECONDS)
def _live() -> None:
    chosen = st.segmented_control(
        _("Time"), SPANS, default=30, format_func=words.period, key="hops_span"
    )
    span = dt.timedelta(days=chosen or 30)
    moves, ends = st.tabs(
        [_("Where they went"), _("How it ended")], key="hops_tab", on_change="rerun"
    )
    with moves:
        if moves.open:
            _moves(span)
    with ends:
        if ends.open:
            _ends(span)


def _ends(span: dt.timedelta) -> None:
    app = desk().app
    wanted = ledger.period(app, since=app.clock.now() - span)
    found = outcome_report.report(app, signed_in(), wanted)
    if found.whole.cases:
        outcome_board(found)
    else:
        _nothing("empty_ends")


def _nothing(name: str) -> None:
    with st.container(key=name):
        st.header(_("Nothing yet"), anchor=False, text_alignment="center")
        st.caption(_("No case was answered in this time."), text_alignment="center")


def _moves(span: dt.timedelta) -> None:
    found = hop_report.report(desk().app, signed_in(), span=span)
    if not found.whole.escalation.whole:
        _nothing("empty")
        return
    _figures(found.whole)
    if found.edges:
        st.header(_("Where to"), anchor=False)
        hop_picture(found.edges)
    _groups(found)


def _figures(whole: Figures) -> None:
    with st.grid(3):
        for name, title in _TITLES.items():
            share: Share = getattr(whole, name)
            value = "\u2013" if share.value is None else words.percent(share.value)
            st.metric(
                title,
                value,
                _("industry {share}").format(share=words.percent(INDUSTRY[name])),
                delta_color="off",
                delta_arrow="off",
                border=True,
                help=_("{what} {share}, with a 95 % interval.").format(
                    what=_HELP[name], share=in_words(share)
                ),
            )
    if whole.by_herself:
        told = words.counted(
            whole.by_herself,
            "{number} customer changed the channel without being asked to.",
            "{number} customers changed the channel without being asked to.",
        )
        st.caption(told)


def _groups(found: HopReport) -> None:
    topics, networks = st.tabs([_("By topic"), _("By network")])
    with topics:
        _table({words.capital(words.label(name)): one for name, one in found.by_topic.items()})
    with networks:
        _table({words.platform(name): one for name, one in found.by_platform.items()})


def _table(groups: dict[str, Figures]) -> None:
    rows = [
        {"": name, _("answered"): one.escalation.whole}
        | {title: in_words(getattr(one, key)) for key, title in _TITLES.items()}
        for name, one in groups.items()
    ]
    st.dataframe(rows, hide_index=True, width="stretch")
