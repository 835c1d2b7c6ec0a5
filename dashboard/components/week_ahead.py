"""The next seven days as the business hours have them, and what is due when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.session import time_zone
from dashboard.tongue import _
from domain.classification import Urgency
from domain.sla_calendar import Calendar, Span
from listenpost.language import spoken_for

DAYS = 7


def week_ahead() -> None:
    """What holds now, once more in days and hours."""
    policy, now = desk().app.policy, desk().app.clock.now()
    st.header(_("The next seven days"), anchor=False)
    if policy.calendar.week is None:
        st.caption(_("Deadlines run day and night."))
    else:
        _facts({words.day(day): told for day, told in days(policy.calendar, now)})
    deadlines_now()


def deadlines_now() -> None:
    """When something that is heard at this moment must be answered."""
    policy, now, zone = desk().app.policy, desk().app.clock.now(), time_zone()
    due = {one: policy.due_at(one, now) for one in Urgency}
    st.header(_("What is heard now is answered by"), anchor=False)
    _facts({words.URGENCIES[one]: words.moment(at, now, zone) for one, at in due.items() if at})


def _facts(rows: Mapping[str, str]) -> None:
    st.html(f'<section class="lp-card lp-facts">{plain.facts(rows)}</section>')


def days(calendar: Calendar, now: dt.datetime) -> Iterator[tuple[dt.date, str]]:
    """Each day on the calendar's own clock: its open hours, or why it is closed."""
    first = now.astimezone(calendar.zone).date()
    for number in range(DAYS):
        day = first + dt.timedelta(days=number)
        begins, ends = (
            dt.datetime.combine(one, dt.time.min, tzinfo=calendar.zone).astimezone(dt.UTC)
            for one in (day, day + dt.timedelta(days=1))
        )
        spans = list(calendar.spans(begins, ends))
        yield day, _told([one for one in spans if one.counts], spans, calendar.zone)


def _told(opened: list[Span], spans: list[Span], zone: dt.tzinfo) -> str:
    if not opened:
        holiday = next((one.why for one in spans if one.why.startswith("holiday")), "")
        return spoken_for.said(holiday) if holiday else _("closed")
    return ", ".join(
        f"{one.begins_at.astimezone(zone):%H:%M}\u2013{_end(one.ends_at.astimezone(zone))}"
        for one in opened
    )


def _end(local: dt.datetime) -> str:
    """Midnight at the end of a day is 24:00."""
    return "24:00" if local.time() == dt.time.min else f"{local:%H:%M}"
