"""One click mends what the model got wrong about the post that is being answered."""

from __future__ import annotations

import streamlit as st

from dashboard import words
from dashboard.components.case_list import urgency_word
from dashboard.desk import desk
from dashboard.refusals import refusals_shown
from dashboard.session import flash
from dashboard.tongue import N_, Table, _
from domain.classification import Urgency
from domain.correction import VALUES, YES, Head
from domain.role import Actor
from listenpost.services import corrections
from listenpost.services.case_view import CaseView

TITLES = Table(
    {
        Head.NEEDS_ANSWER: N_("Needs an answer"),
        Head.URGENCY: N_("Urgency"),
        Head.TOPIC: N_("Topic"),
        Head.INTENT: N_("Intent"),
        Head.SENTIMENT: N_("Sentiment"),
        Head.PRIVATE: N_("Needs account data"),
    }
)
_ORDER = (
    Head.NEEDS_ANSWER,
    Head.URGENCY,
    Head.TOPIC,
    Head.INTENT,
    Head.SENTIMENT,
    Head.PRIVATE,
)


def corrections_menu(view: CaseView, user: Actor) -> None:
    """Every label with its values; the one that is clicked counts at once."""
    if view.judgement is None:
        return
    with st.popover(_("Correct"), icon=":material/edit:", key=f"correct-{view.row.case_id}"):
        st.caption(_("What you choose counts at once, and is kept for training."))
        labels = corrections.labels_of(desk().app, user, view.answers_to)
        for head in _ORDER:
            _choice(view, user, head, labels[head])


def word(head: Head, value: str) -> str:
    """One of its values in words."""
    if head is Head.URGENCY:
        return urgency_word(Urgency(value))
    if head in (Head.NEEDS_ANSWER, Head.PRIVATE):
        return _("Yes") if value == YES else _("No")
    return words.capital(words.label(value))


def _choice(view: CaseView, user: Actor, head: Head, current: str) -> None:
    chosen = st.pills(
        TITLES[head],
        VALUES[head],
        default=current,
        format_func=lambda value: word(head, value),
        key=f"correct-{view.answers_to}-{head.value}-{current}",
    )
    if chosen is None or chosen == current:
        return
    with refusals_shown():
        corrections.correct(desk().app, user, view.answers_to, head, chosen)
        flash(_("Corrected."))
        st.rerun()
