"""How answered cases ended, how customers felt at the start and the end, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.components.share_picture import share_picture, told
from domain.case_outcomes import Mood, Outcomes, Satisfaction
from domain.outcome import CaseOutcome
from domain.share import Share
from listenpost.services.outcome_report import OutcomeReport

ENDS = {
    CaseOutcome.SOLVED: "Solved",
    CaseOutcome.CAME_BACK: "Came back",
    CaseOutcome.SILENT: "Went silent",
    CaseOutcome.ESCALATED: "Escalated",
    CaseOutcome.PENDING: "Under way",
}
_MEANS = (
    "Came back: opened again by the customer within seven days of its end. Went silent: answered, "
    "and nothing heard for a week. Escalated: sent to another channel, and not solved since."
)


def outcome_board(found: OutcomeReport) -> None:
    """Show what became of the cases."""
    _figures(found.whole)
    st.header("How they ended", anchor=False)
    share_picture(_ends(found.whole), about="How answered cases ended")
    st.caption(_MEANS)
    st.header("How customers felt", anchor=False)
    _mood(found.whole.mood)
    _satisfaction(found.whole.satisfaction)
    topics, networks = st.tabs(["By topic", "By network"])
    with topics:
        _table({name.capitalize(): one for name, one in found.by_topic.items()})
    with networks:
        _table({words.platform(name): one for name, one in found.by_platform.items()})


def _figures(whole: Outcomes) -> None:
    start = whole.mood.negative_at_start
    mean = whole.satisfaction.mean
    with st.grid(4):
        _metric("Solved", whole.shares[CaseOutcome.SOLVED])
        _metric("Came back", whole.shares[CaseOutcome.CAME_BACK])
        _metric(
            "Unhappy at the end",
            whole.mood.negative_at_end,
            f"at the start {start.value:.0%}" if start.value is not None else "",
        )
        _metric(
            "Satisfied",
            whole.satisfaction.satisfied,
            f"mean {mean:.1f} of 5" if mean is not None else "",
        )


def _metric(title: str, share: Share, beside: str = "") -> None:
    few = f"few cases: {share.whole}" if share.few and share.whole else ""
    st.metric(
        title,
        "\u2013" if share.value is None else f"{share.value:.0%}",
        ", ".join(filter(None, (beside, few))) or None,
        delta_color="off",
        delta_arrow="off",
        border=True,
        help=f"{told(share)}, with a 95 % interval.",
    )


def _ends(whole: Outcomes) -> dict[str, Share]:
    return {name: whole.shares[one] for one, name in ENDS.items()}


def _mood(mood: Mood) -> None:
    if not mood.better.whole:
        st.caption("No customer wrote twice in this time, so that nothing can be compared.")
        return
    shares = {
        "Unhappy at the start": mood.negative_at_start,
        "Unhappy at the end": mood.negative_at_end,
        "Better than before": mood.better,
        "Worse than before": mood.worse,
    }
    share_picture(shares, about="How customers felt in their first and last post")


def _satisfaction(asked: Satisfaction) -> None:
    if not asked.answered.whole:
        st.caption("Nobody was asked how it was in this time ([survey] in the settings).")
        return
    st.header("What they say", anchor=False)
    shares = {"Answered our question": asked.answered, "Gave 4 or 5": asked.satisfied}
    share_picture(shares, about="What customers answered when they were asked")


def _table(groups: Mapping[str, Outcomes]) -> None:
    st.dataframe([_row(name, one) for name, one in groups.items()], hide_index=True)


def _row(name: str, one: Outcomes) -> dict[str, Any]:
    solved = one.shares[CaseOutcome.SOLVED]
    return (
        {"": name, "answered": one.cases, "note": "few cases" if solved.few else ""}
        | {title: share.in_words() for title, share in _ends(one).items()}
        | {"Unhappy at the end": one.mood.negative_at_end.in_words()}
    )
