"""The clocks of a case: how each stands, and every stretch of its time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.session import time_zone
from domain.priority import in_words
from domain.sla import SlaMetric, SlaState
from domain.sla_explain import Explanation, Interval
from domain.sla_policy import BASIC
from listenpost.services.case_view import Deadline

METRICS = {
    SlaMetric.FIRST_RESPONSE: "First answer",
    SlaMetric.NEXT_RESPONSE: "Next answer",
    SlaMetric.RESOLUTION: "Resolution",
}


def deadlines(found: Sequence[Deadline]) -> None:
    """Each clock in two lines, the answer that is owed first, and behind a click why."""
    now, zone = desk().app.clock.now(), time_zone()
    ordered = sorted(found, key=_place)
    for deadline in ordered:
        st.html(_lines(deadline, now, zone))
    told = [deadline.explanation for deadline in ordered if deadline.explanation]
    if told:
        with st.expander("Why this deadline?", icon=":material/timer:"):
            st.html("".join(_why(one, now, zone) for one in told))


def _place(one: Deadline) -> tuple[bool, bool, dt.datetime]:
    return one.stopped_at is not None, one.metric is SlaMetric.RESOLUTION, one.started_at


def _lines(deadline: Deadline, now: dt.datetime, zone: dt.tzinfo) -> str:
    word, color = words.SLA[deadline.state]
    since = words.moment(deadline.started_at, now, zone)
    if deadline.stopped_at:
        word = "missed" if deadline.state is SlaState.BREACHED else word
        rest = f", stopped {words.moment(deadline.stopped_at, now, zone)}."
    elif deadline.paused_at:
        rest = f". Stands still since {words.moment(deadline.paused_at, now, zone)}."
    else:
        rest = f", due {words.moment(deadline.due_at, now, zone)}."
    badge = plain.badge("paused", "gray") if deadline.paused_at else ""
    return (
        '<div class="lp-row">'
        + plain.element("span", METRICS[deadline.metric], class_="lp-strong")
        + plain.badge(word, color)
        + badge
        + "</div>"
        + plain.element("p", f"Since {since}{rest}", class_="lp-soft")
    )


def _why(one: Explanation, now: dt.datetime, zone: dt.tzinfo) -> str:
    rows = "".join(_interval(part, now, zone) for part in one.intervals)
    return (
        '<div class="lp-why">'
        + plain.element("p", _summary(one, now, zone), class_="lp-strong")
        + f'<ol class="lp-plain lp-history">{rows}</ol></div>'
    )


def _summary(one: Explanation, now: dt.datetime, zone: dt.tzinfo) -> str:
    policy = "" if one.policy == BASIC else f", policy {one.policy}"
    parts = [
        f"{METRICS[one.metric]}: {in_words(one.counted)} of {in_words(one.target)} "
        f"({one.urgency.value}{policy}), due {words.moment(one.due_at, now, zone)}."
    ]
    if one.counts_from > one.started_at:
        raised = words.moment(one.counts_from, now, zone)
        parts.append(f"The deadline is that of the post of {raised}.")
    if one.automatic is not None:
        parts.append(f"An automatic answer came after {in_words(one.automatic)}; it stops nothing.")
    return " ".join(parts)


def _interval(part: Interval, now: dt.datetime, zone: dt.tzinfo) -> str:
    begins, ends = (at.astimezone(zone) for at in (part.begins_at, part.ends_at))
    same_day = begins.date() == ends.date()
    until = f"{ends:%H:%M}" if same_day else words.moment(ends, now, zone)
    counted = f"{in_words(part.counted)} counted" if part.counted else "does not count"
    return (
        "<li>"
        + plain.element("span", f"{words.moment(begins, now, zone)} to {until}", class_="lp-soft")
        + plain.element("span", f"{counted}: {part.why}")
        + "</li>"
    )
