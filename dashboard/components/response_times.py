"""Response times against the policy: the share in time, half and nine in ten, and who was late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import plain, words
from dashboard.components import used_picture
from dashboard.components.share_picture import in_words, share_picture, told
from dashboard.desk import desk
from dashboard.tongue import _
from domain.classification import Urgency
from domain.sla import SlaMetric, SlaState
from domain.sla_figures import Figures
from listenpost.services.sla_report import MetricReport, SlaReport


def response_times(found: SlaReport) -> None:
    """Show what was measured; nothing is promised where no policy is."""
    measured = {metric: one for metric, one in found.metrics.items() if one.all.clocks}
    if not measured:
        with st.container(key="empty_times"):
            st.header(_("Nothing yet"), anchor=False, text_alignment="center")
            st.caption(_("No clock started in this period."), text_alignment="center")
        return
    for column, (metric, one) in zip(st.columns(len(measured)), measured.items(), strict=True):
        column.html(_card(metric, one.all))
    _running(found)
    chosen = _chosen(list(measured))
    _parts(measured[chosen], chosen)


def _chosen(metrics: list[SlaMetric]) -> SlaMetric:
    """Which of those that were measured to look into."""
    if len(metrics) == 1:
        return metrics[0]
    chosen = st.segmented_control(
        _("Measured"),
        metrics,
        default=metrics[0],
        format_func=words.METRICS.__getitem__,
        key="times_metric",
    )
    return chosen if chosen in metrics else metrics[0]


def _card(metric: SlaMetric, one: Figures) -> str:
    facts = {
        _("in time"): told(one.decided),
        _("half within"): span(one.p50_s),
        _("nine in ten within"): span(one.p90_s),
        _("late"): words.count(one.late),
    }
    title = plain.element("h3", words.METRICS[metric])
    return f'<section class="lp-card">{title}{plain.facts(facts)}</section>'


def span(seconds: float | None) -> str:
    """A duration; a dash where there is none."""
    return "\u2013" if seconds is None else words.duration(dt.timedelta(seconds=seconds))


def _running(found: SlaReport) -> None:
    """How the clocks stand that run at this moment."""
    states = found.standing.values()
    numbers = {state: sum(one.get(state, 0) for one in states) for state in SlaState}
    there = {words.SLA[state][0]: number for state, number in numbers.items() if number}
    parts = [f"{words.count(number)} {name}" for name, number in there.items()]
    if parts:
        told_ = _("Running at this moment, on all networks: {states}.")
        st.caption(told_.format(states=", ".join(parts)))


def _parts(found: MetricReport, metric: SlaMetric) -> None:
    urgencies = {words.URGENCIES[Urgency(name)]: one for name, one in _urgent(found.by_urgency)}
    left, right = st.columns(2)
    with left:
        st.header(_("In time, by urgency"), anchor=False)
        shares = {name: one.decided for name, one in urgencies.items()}
        share_picture(shares, about=_("Answered in time, by urgency"))
    with right:
        st.header(_("How much of the time allowed was used"), anchor=False)
        used_picture.used_picture(urgencies)
    urgency, network, team = st.tabs([_("By urgency"), _("By network"), _("By team")])
    with urgency:
        _table(urgencies, {words.URGENCIES[level]: allowed(level, metric) for level in Urgency})
    with network:
        _table({words.platform(name): one for name, one in found.by_platform.items()})
    with team:
        _table({words.team(name): one for name, one in found.by_team.items()})


def _urgent(groups: Mapping[str, Figures]) -> list[tuple[str, Figures]]:
    return [(level.value, groups[level.value]) for level in Urgency if level.value in groups]


def allowed(urgency: Urgency, metric: SlaMetric) -> str:
    """What the policy allows where no rule of it says otherwise."""
    terms = desk().app.policy.terms(metric, urgency)
    return words.duration(terms.target) if terms else ""


def _table(groups: Mapping[str, Figures], targets: Mapping[str, str] | None = None) -> None:
    st.dataframe(table(groups, targets or {}), hide_index=True, width="stretch")


def table(groups: Mapping[str, Figures], targets: Mapping[str, str]) -> list[dict[str, Any]]:
    """One row for each group, with the time that it is allowed where that is known."""
    return [
        {"": name}
        | ({_("allowed"): targets[name]} if name in targets else {})
        | {
            _("requests"): one.clocks,
            _("in time"): in_words(one.decided),
            _("half within"): span(one.p50_s),
            _("nine in ten within"): span(one.p90_s),
            _("late"): one.late,
            _("running"): one.running,
        }
        for name, one in groups.items()
    ]
