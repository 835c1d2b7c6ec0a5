"""How answered cases ended, how customers felt at the start and the end, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.components.share_picture import in_words, share_picture, told
from dashboard.tongue import N_, Table, _
from domain.case_outcomes import Mood, Outcomes, Satisfaction
from domain.outcome import CaseOutcome
from domain.share import Share
from listenpost.services.outcome_report import OutcomeReport

ENDS = Table(
    {
        CaseOutcome.SOLVED: N_("Solved"),
        CaseOutcome.CAME_BACK: N_("Came back"),
        CaseOutcome.SILENT: N_("Went silent"),
        CaseOutcome.ESCALATED: N_("Escalated"),
        CaseOutcome.PENDING: N_("Under way"),
    }
)
_MEANS = N_(
    "Came back: opened again by the customer within seven days of its end. Went silent: answered, "
    "and nothing heard for a week. Escalated: sent to another channel, and not solved since."
)


def outcome_board(found: OutcomeReport) -> None:
    """Show what became of the cases."""
    _figures(found.whole)
    st.header(_("How they ended"), anchor=False)
    share_picture(_ends(found.whole), about=_("How answered cases ended"))
    st.caption(_(_MEANS))
    st.header(_("How customers felt"), anchor=False)
    felt(found.whole.mood)
    _satisfaction(found.whole.satisfaction)
    topics, networks = st.tabs([_("By topic"), _("By network")])
    with topics:
        _table({words.capital(words.label(name)): one for name, one in found.by_topic.items()})
    with networks:
        _table({words.platform(name): one for name, one in found.by_platform.items()})


def _figures(whole: Outcomes) -> None:
    start = whole.mood.negative_at_start
    mean = whole.satisfaction.mean
    with st.grid(4):
        _metric(_("Solved"), whole.shares[CaseOutcome.SOLVED])
        _metric(_("Came back"), whole.shares[CaseOutcome.CAME_BACK])
        _metric(
            _("Unhappy at the end"),
            whole.mood.negative_at_end,
            _("at the start {share}").format(share=words.percent(start.value))
            if start.value is not None
            else "",
        )
        _metric(
            _("Satisfied"),
            whole.satisfaction.satisfied,
            _("mean {mean} of 5").format(mean=words.decimal(mean)) if mean is not None else "",
        )


def _metric(title: str, share: Share, beside: str = "") -> None:
    few = _("few cases: {number}").format(number=share.whole) if share.few and share.whole else ""
    st.metric(
        title,
        "\u2013" if share.value is None else words.percent(share.value),
        ", ".join(filter(None, (beside, few))) or None,
        delta_color="off",
        delta_arrow="off",
        border=True,
        help=_("{share}, with a 95 % interval.").format(share=told(share)),
    )


def _ends(whole: Outcomes) -> dict[str, Share]:
    return {name: whole.shares[one] for one, name in ENDS.items()}


def felt(mood: Mood) -> None:
    """Show how customers felt in their first and in their last post."""
    if not mood.better.whole:
        st.caption(_("No customer wrote twice in this time, so that nothing can be compared."))
        return
    shares = {
        _("Unhappy at the start"): mood.negative_at_start,
        _("Unhappy at the end"): mood.negative_at_end,
        _("Better than before"): mood.better,
        _("Worse than before"): mood.worse,
    }
    share_picture(shares, about=_("How customers felt in their first and last post"))


def _satisfaction(asked: Satisfaction) -> None:
    if not asked.answered.whole:
        st.caption(_("Nobody was asked how it was in this time ([survey] in the settings)."))
        return
    st.header(_("What they say"), anchor=False)
    shares = {_("Answered our question"): asked.answered, _("Gave 4 or 5"): asked.satisfied}
    share_picture(shares, about=_("What customers answered when they were asked"))


def _table(groups: Mapping[str, Outcomes]) -> None:
    st.dataframe([_row(name, one) for name, one in groups.items()], hide_index=True)


def _row(name: str, one: Outcomes) -> dict[str, Any]:
    solved = one.shares[CaseOutcome.SOLVED]
    return (
        {"": name, _("answered"): one.cases, _("note"): _("few cases") if solved.few else ""}
        | {title: in_words(share) for title, share in _ends(one).items()}
        | {_("Unhappy at the end"): in_words(one.mood.negative_at_end)}
    )
