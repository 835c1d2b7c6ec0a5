"""The ledger's sums: how many needed an answer, and what became of them, in one sentence."""

from __future__ import annotations

import streamlit as st

from dashboard import words
from dashboard.tongue import _
from listenpost.services.ledger import LedgerReport


def ledger_figures(found: LedgerReport) -> None:
    """Show them, and what the model has not judged yet."""
    _unjudged(found)
    guess = found.expected
    with st.grid("auto", min_column_width=170):
        st.metric(
            _("Needed an answer"),
            words.count(found.needed),
            _("expected {low} to {high}").format(
                low=words.whole(guess.low), high=words.whole(guess.high)
            ),
            delta_color="off",
            delta_arrow="off",
            border=True,
            help=_(
                "Counted by the rules and people's corrections; expected is the sum of the "
                "model's probabilities over everything heard, with a 95 % interval."
            ),
        )
        settled = sum(found.settled.values())
        st.metric(_("Settled"), words.count(settled), border=True)
        st.metric(_("Pending"), words.count(found.pending_total), border=True)
        share = (
            _("{share} of all").format(share=words.percent(found.ignored_share, 1))
            if found.ignored_share is not None
            else None
        )
        st.metric(
            _("Past their deadline"),
            words.count(found.ignored_total),
            share,
            delta_color="off",
            delta_arrow="off",
            border=True,
        )


def headline(found: LedgerReport) -> str:
    """What is ignored and why, in one sentence."""
    if not found.ignored_total:
        return words.counted(
            found.needed,
            "{number} request needed an answer, and it is not ignored.",
            "{number} requests needed an answer, and none is ignored.",
        )
    left = [(words.REASONS[row], number) for row, number in found.ignored.items() if number]
    why = ", ".join(f"{words.count(number)} {name.lower()}" for name, number in left)
    return words.counted(
        found.ignored_total,
        "{number} of {needed} requests is past its deadline without an answer: {why}.",
        "{number} of {needed} requests are past their deadline without an answer: {why}.",
        needed=words.count(found.needed),
        why=why,
    )


def _unjudged(found: LedgerReport) -> None:
    if found.unjudged:
        st.caption(
            words.counted(
                found.unjudged,
                "{number} post not judged by the model yet.",
                "{number} posts not judged by the model yet.",
            )
        )
