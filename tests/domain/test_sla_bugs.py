"""The mistakes that users of other products report, each as a rule that holds for every case.

The classes are those of `peers.md`, section 4: "SLA clock wrong" and "Metrics wrong"; the numbers
name the reports.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.classification import Urgency
from domain.sla import SlaMetric, SlaState
from domain.sla_calendar import ALWAYS, Calendar
from domain.sla_clock import Reading, StepKind
from domain.sla_explain import explain
from domain.sla_figures import Measured, begin_of, figures
from domain.sla_policy import SlaPolicy, SlaRule
from tests.domain.builders import owed_urgencies
from tests.domain.sla_builders import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    ZONES,
    answered,
    asked,
    calendars,
    clocks,
    durations,
    near_changes,
    office_hours,
    step,
)

TARGETS = {Urgency.CRITICAL: HOUR, Urgency.HIGH: 4 * HOUR, Urgency.NORMAL: 24 * HOUR}
POLICY = SlaPolicy(targets=TARGETS, resolution=dict.fromkeys(TARGETS, 48 * HOUR))
FIRST, NEXT, RESOLUTION = SlaMetric
minutes = st.integers(1, 3 * 24 * 60).map(lambda number: number * MINUTE)
waits = st.lists(minutes, min_size=4, max_size=4)


def under(calendar: Calendar) -> SlaPolicy:
    return replace(POLICY, calendar=calendar)


def only(found: dict[SlaMetric, list[Reading]], metric: SlaMetric) -> Reading:
    (reading,) = found[metric]
    return reading


# --- SLA clock wrong


@given(calendars(), near_changes, owed_urgencies)
def test_business_hours_ignored_a_deadline_uses_up_business_time_alone(
    calendar: Calendar, start: dt.datetime, urgency: Urgency
) -> None:
    """chatwoot #13392, osTicket #1168"""
    reading = only(clocks(under(calendar), asked(start, urgency)), FIRST)
    assert calendar.between(start, reading.due_at) == TARGETS[urgency]


def test_business_hours_ignored_friday_half_past_four_and_an_hour_is_monday_half_past_nine() -> (
    None
):
    """chatwoot #13392, its own example"""
    friday = MONDAY + 4 * DAY + 16 * HOUR + 30 * MINUTE
    reading = only(clocks(under(office_hours()), asked(friday, Urgency.CRITICAL)), FIRST)
    assert reading.due_at == MONDAY + 7 * DAY + 9 * HOUR + 30 * MINUTE


@given(minutes, st.integers(0, 4))
def test_lunch_break_is_no_business_time(wait: dt.timedelta, day: int) -> None:
    """chatwoot #14009, osTicket #6847"""
    calendar = office_hours("8-12", "13-18")
    noon = MONDAY + day * DAY + 12 * HOUR
    within = min(wait, HOUR)
    assert calendar.between(noon, noon + within) == dt.timedelta(0)
    reading = only(clocks(under(calendar), asked(noon - MINUTE, Urgency.CRITICAL)), FIRST)
    assert reading.due_at == noon + HOUR + 59 * MINUTE


@given(calendars(), near_changes, durations, st.integers(0, 5))
def test_holiday_feed_a_day_off_counts_for_nothing_and_is_named_where_it_did(
    calendar: Calendar, start: dt.datetime, wait: dt.timedelta, number: int
) -> None:
    """zammad #390: nobody could tell why 48 hours were six days"""
    off = (start.astimezone(calendar.zone) + number * DAY).date()
    closed = replace(calendar, holiday=lambda day: "feast" if day == off else None)
    reading = only(clocks(under(closed), asked(start)), FIRST)
    told = explain(reading, start + wait)
    for part in told.intervals:
        touches = part.begins_at.astimezone(calendar.zone).date() == off
        assert (part.why == "holiday: feast") <= (part.counted == dt.timedelta(0))
        assert not (touches and part.counted)


@given(calendars(), near_changes, owed_urgencies)
def test_alert_at_midnight_the_moment_of_an_alert_is_within_business_hours(
    calendar: Calendar, start: dt.datetime, urgency: Urgency
) -> None:
    """zammad #4432"""
    reading = only(clocks(under(calendar), asked(start, urgency)), FIRST)
    for moment in (reading.at_risk_at, reading.due_at):
        alert = calendar.next_open(moment)
        assert calendar.between(alert, alert + MINUTE) > dt.timedelta(0)
        assert calendar.between(moment, alert) == dt.timedelta(0)


@given(calendars(), near_changes, waits)
def test_escalates_although_answered_a_stopped_clock_never_changes_again(
    calendar: Calendar, start: dt.datetime, gaps: list[dt.timedelta]
) -> None:
    """zammad #3140: only a customer who waits makes a clock run"""
    policy, at = under(calendar), start + gaps[0]
    found = clocks(policy, asked(start), answered(at))
    assert not found[NEXT]
    told = explain(only(found, FIRST), at)
    assert told.state in (SlaState.MET, SlaState.BREACHED)
    for later in (gaps[1], gaps[2], 900 * DAY):
        assert explain(only(found, FIRST), at + later) == told


@given(near_changes, waits)
def test_update_time_overrules_first_response_no_next_answer_is_due_before_the_first_came(
    start: dt.datetime, gaps: list[dt.timedelta]
) -> None:
    """zammad #5177"""
    rule = SlaRule(name="hasty", targets={NEXT: MINUTE, FIRST: 9 * HOUR})
    policy = replace(POLICY, rules=(rule,))
    posts = [asked(start), *(asked(start + gap) for gap in sorted(gaps))]
    found = clocks(policy, *posts)
    assert not found[NEXT]
    assert only(found, FIRST).due_at == start + 9 * HOUR


@given(calendars(), near_changes, waits)
def test_fields_left_empty_every_stopped_clock_says_how_long_it_took(
    calendar: Calendar, start: dt.datetime, gaps: list[dt.timedelta]
) -> None:
    """zammad #4516, #2579"""
    first, second, third, _ = gaps
    asked_again = start + first + second
    found = clocks(
        under(calendar),
        asked(start),
        answered(start + first),
        asked(asked_again),
        step(StepKind.SETTLED, asked_again + third),
    )
    for reading in (reading for readings in found.values() for reading in readings):
        stopped_at = reading.clock.stopped_at
        assert stopped_at is not None
        assert explain(reading, stopped_at).counted == reading.counted(stopped_at)


@given(calendars(), near_changes, waits)
def test_clock_paused_while_waiting_the_customers_silence_counts_for_nothing(
    calendar: Calendar, start: dt.datetime, gaps: list[dt.timedelta]
) -> None:
    """frappe/helpdesk #2449, #1675"""
    ours, silence, again, _ = gaps
    steps = (asked(start), answered(start + ours), asked(start + ours + silence))
    end = start + ours + silence + again
    reading = only(clocks(under(calendar), *steps), RESOLUTION)
    back = start + ours + silence
    waited = calendar.between(start, start + ours) + calendar.between(back, end)
    assert reading.counted(end) == waited
    told = explain(reading, end)
    assert told.counted == waited
    (pause,) = [part for part in told.intervals if part.why == "waiting for the customer"]
    assert (pause.begins_at, pause.ends_at) == (start + ours, back)
    if reading.due_at <= end:
        assert reading.counted(reading.due_at) == 48 * HOUR


@given(calendars(), near_changes, waits)
def test_pause_forgotten_when_the_urgency_changes(
    calendar: Calendar, start: dt.datetime, gaps: list[dt.timedelta]
) -> None:
    """glpi #6902, #15605: what was paused stays paused under the new target"""
    ours, silence, _, _ = gaps
    back = start + ours + silence
    hasty = replace(under(calendar), resolution={**POLICY.resolution, Urgency.CRITICAL: HOUR})
    steps = (asked(start), answered(start + ours), asked(back, Urgency.CRITICAL))
    calm = only(clocks(under(calendar), *steps), RESOLUTION)
    raised = only(clocks(hasty, *steps), RESOLUTION)
    assert raised.counted(back) == calm.counted(back) == calendar.between(start, start + ours)
    assert raised.due_at == min(calm.due_at, calendar.add(back, HOUR))


@given(near_changes, waits, st.booleans())
def test_snooze_stops_the_clock_only_where_the_policy_says_so(
    start: dt.datetime, gaps: list[dt.timedelta], pauses: bool
) -> None:
    """A customer waits while an agent sleeps on it."""
    before, asleep, after, _ = gaps
    snoozed = step(StepKind.SNOOZED, start + before)
    woke = step(StepKind.WOKE, start + before + asleep)
    found = clocks(replace(POLICY, snooze_pauses=pauses), asked(start), snoozed, woke)
    counted = only(found, FIRST).counted(start + before + asleep + after)
    assert counted == before + after + (dt.timedelta(0) if pauses else asleep)


@given(calendars(), near_changes, durations, owed_urgencies)
def test_state_and_explanation_disagree_never(
    calendar: Calendar, start: dt.datetime, wait: dt.timedelta, urgency: Urgency
) -> None:
    """Late means: more business time than promised; the very second of the deadline is in time."""
    told = explain(only(clocks(under(calendar), asked(start, urgency)), FIRST), start + wait)
    assert sum((part.counted for part in told.intervals), dt.timedelta(0)) == told.counted
    if told.counted > told.target + dt.timedelta(seconds=1):
        assert told.state is SlaState.BREACHED
    if told.counted < told.target:
        assert told.state is not SlaState.BREACHED
    edges = [start, *(part.ends_at for part in told.intervals)]
    assert [part.begins_at for part in told.intervals] == edges[:-1]


# --- metrics wrong


@given(calendars(), near_changes, waits)
def test_bot_and_human_apart_an_automatic_answer_is_reported_and_stops_nothing(
    calendar: Calendar, start: dt.datetime, gaps: list[dt.timedelta]
) -> None:
    """chatwoot #6409, #13312, #7679"""
    bot, person = sorted(gaps[:2])
    policy = under(calendar)
    alone = only(clocks(policy, asked(start), answered(start + person)), FIRST)
    with_bot = only(
        clocks(
            policy, asked(start), answered(start + bot, automatic=True), answered(start + person)
        ),
        FIRST,
    )
    assert replace(with_bot.clock, automatic_at=None) == alone.clock
    told = explain(with_bot, start + person)
    assert told.automatic == calendar.between(start, start + bot)
    assert told.counted == calendar.between(start, start + person)
    unanswered = clocks(policy, asked(start), answered(start + bot, automatic=True))
    assert only(unanswered, FIRST).clock.stopped_at is None
    assert not unanswered[NEXT]


@given(calendars(), near_changes, waits, st.booleans())
def test_reopen_starts_a_new_interval_the_time_while_it_was_closed_is_nobodys(
    calendar: Calendar, start: dt.datetime, gaps: list[dt.timedelta], answer: bool
) -> None:
    """chatwoot #12058, #11787, zammad #188"""
    worked, closed, reply, _ = gaps
    solved = start + worked
    reopened = solved + closed
    steps = [asked(start), step(StepKind.SETTLED, solved), asked(reopened)]
    if answer:
        steps.insert(1, answered(solved))
    found = clocks(under(calendar), *steps, answered(reopened + reply))
    again = found[NEXT if answer else FIRST][-1]
    assert again.clock.started_at == reopened
    assert again.counted(reopened + reply) == calendar.between(reopened, reopened + reply)
    old, new = found[RESOLUTION]
    assert (old.clock.started_at, old.clock.stopped_at) == (start, solved)
    assert (new.clock.started_at, new.clock.stopped_at) == (reopened, None)


@given(st.sampled_from(ZONES), near_changes, st.integers(1, 40))
def test_time_zone_per_viewer_a_report_begins_at_the_viewers_midnight(
    name: str, now: dt.datetime, days: int
) -> None:
    """chatwoot #4028"""
    zone = ZoneInfo(name)
    begins = begin_of(days, now, zone)
    local = begins.astimezone(zone)
    assert (local + dt.timedelta(0)).date() in (
        now.astimezone(zone).date() - dt.timedelta(days=days - 1),
        now.astimezone(zone).date() - dt.timedelta(days=days - 2),  # midnight was skipped that day
    )
    assert local.replace(tzinfo=None).time() <= dt.time(1) or name == "Pacific/Apia"


@given(near_changes, durations, st.sampled_from(ZONES))
def test_time_zone_per_viewer_a_duration_is_the_same_for_everybody(
    start: dt.datetime, wait: dt.timedelta, name: str
) -> None:
    """chatwoot #4028"""
    here = start.astimezone(ZoneInfo(name))
    assert ALWAYS.between(here.astimezone(dt.UTC), start + wait) == wait


measured = st.builds(
    Measured,
    state=st.sampled_from([SlaState.MET, SlaState.BREACHED]),
    reached=st.booleans(),
    running=st.just(False),
    seconds=st.integers(0, 10**6),
    automatic_seconds=st.none() | st.integers(0, 10**6),
)


@given(st.lists(measured))
def test_who_never_answered_does_not_shorten_the_median(found: list[Measured]) -> None:
    """chatwoot #13312, #8477: averages over what nobody answered"""
    told = figures(found)
    assert told == replace(figures([one for one in found if one.reached]), **_rest(found))
    assert told.in_time + told.late + sum(
        one.state is SlaState.MET and not one.reached for one in found
    ) == len(found)


def _rest(found: list[Measured]) -> dict[str, Any]:
    told = figures(found)
    return {
        "clocks": len(found),
        "late": sum(one.state is SlaState.BREACHED for one in found),
        "closed_unreached": sum(not one.reached for one in found),
        "automatic": told.automatic,
        "automatic_p50_s": told.automatic_p50_s,
        "automatic_p90_s": told.automatic_p90_s,
    }
