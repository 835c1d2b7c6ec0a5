"""What waits for the model and when it will have been read, in one line."""

from __future__ import annotations

import streamlit as st

from dashboard.tongue import _
from domain.backlog import Backlog, Trend
from listenpost.language import figures


def backlog_line(found: Backlog) -> None:
    """Show it; nothing where nothing has waited for long."""
    if found.trend is not Trend.CLEAR:
        tell = st.info if found.trend is Trend.CLEARS else st.warning
        tell(in_words(found), icon=":material/hourglass_top:")


def in_words(found: Backlog) -> str:
    """How many wait and for how long; how fast they are judged; when none will wait."""
    waits = figures.counted(
        found.waiting,
        "{number} post waits for the model, the oldest for {span}.",
        "{number} posts wait for the model, the oldest for {span}.",
        span=figures.duration(found.oldest_for),
    )
    return " ".join((waits, *_outlook(found), _("The most urgent are read first.")))


def _outlook(found: Backlog) -> list[str]:
    if found.trend is Trend.STANDS:
        return [_("None was judged in the last minutes: is a worker running, and has it a model?")]
    pace = _("{judged} a second are judged, {arriving} come.").format(
        judged=figures.decimal(found.judged), arriving=figures.decimal(found.arriving)
    )
    if found.clears_in is not None:
        span = figures.duration(found.clears_in)
        return [pace, _("All will have been read in about {span}.").format(span=span)]
    if found.at_best is None:
        return [pace, _("It grows.")]
    span = figures.duration(found.at_best)
    grows = _("It grows; if nothing more came, all would have been read in about {span}.")
    return [pace, grows.format(span=span)]
