"""When the weekly report is due, and which week it is about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

WEEK = dt.timedelta(days=7)
GRACE = dt.timedelta(days=3)
"""A report that nobody could send for so long is not sent any more: the next one is near."""
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyRules:
    """To which destinations it goes, and when, on whose clock; Monday is 0."""

    to: tuple[str, ...] = ()
    weekday: int = 0
    at: dt.time = dt.time(8)
    zone: dt.tzinfo = dt.UTC


def last_due(rules: WeeklyRules, now: dt.datetime) -> dt.datetime:
    """The latest moment, up to now, at which a report was due."""
    local = now.astimezone(rules.zone)
    day = local.date() - dt.timedelta(days=(local.weekday() - rules.weekday) % 7)
    due = dt.datetime.combine(day, rules.at, rules.zone).astimezone(dt.UTC)
    if due > now:
        earlier = day - WEEK
        due = dt.datetime.combine(earlier, rules.at, rules.zone).astimezone(dt.UTC)
    return due


def due_now(rules: WeeklyRules, now: dt.datetime) -> dt.datetime | None:
    """The moment of the report that is to be sent, if one is."""
    due = last_due(rules, now)
    return due if now - due <= GRACE else None


def number_of(due: dt.datetime, rules: WeeklyRules) -> int:
    """The day of a report, as a number: the same however often it is asked."""
    return due.astimezone(rules.zone).date().toordinal()


def week_before(
    at: dt.datetime, zone: dt.tzinfo, *, weeks: int = 1
) -> tuple[dt.datetime, dt.datetime]:
    """The seven whole calendar days before the day of `at`, or seven days that lie further back."""
    last = at.astimezone(zone).date() - (weeks - 1) * WEEK
    begin, end = (
        dt.datetime.combine(day, dt.time.min, zone).astimezone(dt.UTC)
        for day in (last - WEEK, last)
    )
    return begin, end
