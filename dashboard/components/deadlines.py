"""The clocks of a case: how each stands, and every stretch of its time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.session import time_zone
from dashboard.tongue import _
from domain.sla import SlaMetric, SlaState
from domain.sla_explain import Explanation, Interval
from domain.sla_policy import BASIC
from listenpost.language import spoken_for
from listenpost.language.vocabulary import METRICS
from listenpost.services.case_view import Deadline


def deadlines(found: Sequence[Deadline]) -> None:
    """Each clock in two lines, the answer that is owed first, and behind a click why."""
    now, zone = desk().app.clock.now(), time_zone()
    ordered = sorted(found, key=_place)
    for deadline in ordered:
        st.html(_lines(deadline, now, zone))
    told = [deadline.explanation for deadline in ordered if deadline.explanation]
    if told:
        with st.expander(_("Why this deadline?"), icon=":material/timer:"):
            st.html("".join(_why(one, now, zone) for one in told))


def _place(one: Deadline) -> tuple[bool, bool, dt.datetime]:
    return one.stopped_at is not None, one.metric is SlaMetric.RESOLUTION, one.started_at


def _lines(deadline: Deadline, now: dt.datetime, zone: dt.tzinfo) -> str:
    word, color = words.SLA[deadline.state]
    if deadline.state is SlaState.MET and not deadline.reached:
        word, color = _("ended"), "gray"
    if deadline.stopped_at:
        word = _("missed") if deadline.state is SlaState.BREACHED else word
        text, then = _("Since {since}, stopped {then}."), deadline.stopped_at
    elif deadline.paused_at:
        text, then = _("Since {since}. Stands still since {then}."), deadline.paused_at
    else:
        text, then = _("Since {since}, due {then}."), deadline.due_at
    told = text.format(
        since=words.moment(deadline.started_at, now, zone), then=words.moment(then, now, zone)
    )
    badge = plain.badge(_("paused"), "gray") if deadline.paused_at else ""
    return (
        '<div class="lp-row">'
        + plain.element("span", METRICS[deadline.metric], class_="lp-strong")
        + plain.badge(word, color)
        + badge
        + "</div>"
        + plain.element("p", told, class_="lp-soft")
    )


def _why(one: Explanation, now: dt.datetime, zone: dt.tzinfo) -> str:
    rows = "".join(_interval(part, now, zone) for part in one.intervals)
    return (
        '<div class="lp-why">'
        + plain.element("p", _summary(one, now, zone), class_="lp-strong")
        + f'<ol class="lp-plain lp-history">{rows}</ol></div>'
    )


def _summary(one: Explanation, now: dt.datetime, zone: dt.tzinfo) -> str:
    text = (
        _("{metric}: {counted} of {target} ({urgency}), due {when}.")
        if one.policy == BASIC
        else _("{metric}: {counted} of {target} ({urgency}, policy {policy}), due {when}.")
    )
    parts = [
        text.format(
            metric=METRICS[one.metric],
            counted=words.duration(one.counted),
            target=words.duration(one.target),
            urgency=words.label(one.urgency),
            policy=one.policy,
            when=words.moment(one.due_at, now, zone),
        )
    ]
    if one.counts_from > one.started_at:
        raised = words.moment(one.counts_from, now, zone)
        parts.append(_("The deadline is that of the post of {when}.").format(when=raised))
    if one.automatic is not None:
        text = _("An automatic answer came after {span}; it stops nothing.")
        parts.append(text.format(span=words.duration(one.automatic)))
    return " ".join(parts)


def _interval(part: Interval, now: dt.datetime, zone: dt.tzinfo) -> str:
    begins, ends = (at.astimezone(zone) for at in (part.begins_at, part.ends_at))
    same_day = begins.date() == ends.date()
    until = f"{ends:%H:%M}" if same_day else words.moment(ends, now, zone)
    text = _("{span} counted") if part.counted else _("does not count")
    counted = text.format(span=words.duration(part.counted))
    from_to = _("{since} to {until}").format(since=words.moment(begins, now, zone), until=until)
    return (
        "<li>"
        + plain.element("span", from_to, class_="lp-soft")
        + plain.element("span", f"{counted}: {spoken_for.said(part.why)}")
        + "</li>"
    )
