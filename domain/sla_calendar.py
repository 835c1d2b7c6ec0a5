"""When time counts: a week of shifts in a time zone, without its holidays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from domain.errors import ConfigurationError

DAY = dt.timedelta(days=1)
_SECOND = dt.timedelta(seconds=1)
_STEP = dt.timedelta(hours=12)
"""No zone changes its offset twice within this time."""

LONGEST_CLOSED = dt.timedelta(days=400)
"""A calendar that stays closed for longer than this is a mistake."""

AROUND_THE_CLOCK = "around the clock"
BUSINESS_HOURS = "business hours"
OUT_OF_HOURS = "outside business hours"
BREAK = "break between shifts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Part of one day; both ends are distances from midnight on the wall clock."""

    begins: dt.timedelta
    ends: dt.timedelta


Week = tuple[tuple[Shift, ...], ...]
"""Seven days, Monday first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time that counts as a whole or not at all, and why."""

    begins_at: dt.datetime
    ends_at: dt.datetime
    counts: bool
    why: str

    @property
    def counted(self) -> dt.timedelta:
        return self.ends_at - self.begins_at if self.counts else dt.timedelta(0)


def no_holidays(_: dt.date) -> str | None:
    """The calendar of a place that always works."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A moment counts if a wall clock in `zone` then shows a time within a shift of that day.

    Without a `week` every moment counts. What the wall clock shows twice counts twice, what it
    skips never; `holiday` names the days that do not count.
    """

    zone: dt.tzinfo = dt.UTC
    week: Week | None = None
    holiday: Callable[[dt.date], str | None] = no_holidays

    def spans(self, start: dt.datetime, end: dt.datetime) -> Iterator[Span]:
        """The time between two moments without a gap; neighbours differ in their reason."""
        for span in self._spans(start):
            if span.begins_at >= end:
                return
            yield Span(
                begins_at=span.begins_at,
                ends_at=min(span.ends_at, end),
                counts=span.counts,
                why=span.why,
            )

    def between(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """How much of the time between two moments counts; nothing where the end comes first."""
        if self.week is None:
            return max(end - start, dt.timedelta(0))
        return sum((span.counted for span in self.spans(start, end)), dt.timedelta(0))

    def add(self, start: dt.datetime, duration: dt.timedelta) -> dt.datetime:
        """The first moment at which `duration` has counted since `start`."""
        if duration <= dt.timedelta(0):
            return start
        if self.week is None:
            return start + duration
        left, last_open = duration, start
        for span in self._spans(start):
            if span.counted >= left:
                return span.begins_at + left
            left -= span.counted
            last_open = span.ends_at if span.counts else last_open
            self._refuse_if_closed(last_open, span.ends_at)
        raise AssertionError("the spans of a calendar never end")  # pragma: no cover

    def next_open(self, at: dt.datetime) -> dt.datetime:
        """`at` itself if it counts, else the next moment that does: when people may be alarmed."""
        for span in self._spans(at):
            if span.counts:
                return span.begins_at
            self._refuse_if_closed(at, span.ends_at)
        raise AssertionError("the spans of a calendar never end")  # pragma: no cover

    def _refuse_if_closed(self, since: dt.datetime, until: dt.datetime) -> None:
        if until - since > LONGEST_CLOSED:
            raise ConfigurationError(
                f"business_hours leave no open time between {since:%Y-%m-%d} and {until:%Y-%m-%d}, "
                "so that no deadline can be set: look at the shifts and holidays of "
                "[business_hours]. Without any shift, deadlines run day and night."
            )

    def _spans(self, start: dt.datetime) -> Iterator[Span]:
        """All spans from `start` on, for ever; neighbours with the same reason are one."""
        if self.week is None:
            last = dt.datetime.max.replace(tzinfo=dt.UTC)
            yield Span(begins_at=start, ends_at=last, counts=True, why=AROUND_THE_CLOCK)
            return
        pending: Span | None = None
        for begins, ends, offset in _pieces(start, self.zone):
            for span in _of_piece(self, begins, ends, offset):
                if pending and (pending.counts, pending.why) == (span.counts, span.why):
                    pending = Span(
                        begins_at=pending.begins_at,
                        ends_at=span.ends_at,
                        counts=span.counts,
                        why=span.why,
                    )
                    if span.ends_at - pending.begins_at <= LONGEST_CLOSED:
                        continue
                    yield pending
                    pending = None
                else:
                    if pending:
                        yield pending
                    pending = span


ALWAYS = Calendar()
"""Day and night, on every day of the year."""


def _pieces(
    start: dt.datetime, zone: dt.tzinfo
) -> Iterator[tuple[dt.datetime, dt.datetime, dt.timedelta]]:
    """From `start` on, for ever: stretches in which the zone keeps one distance from UTC."""
    at = start
    while True:
        end, offset = at + _STEP, _offset(at, zone)
        if _offset(end, zone) != offset:
            end = _change(at, end, offset, zone)
        yield at, end, offset
        at = end


def _change(
    at: dt.datetime, end: dt.datetime, offset: dt.timedelta, zone: dt.tzinfo
) -> dt.datetime:
    """The first second with another offset."""
    low, high = at.replace(microsecond=0), end.replace(microsecond=0) + _SECOND
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if _offset(middle, zone) == offset else (low, middle)
    return high


def _offset(at: dt.datetime, zone: dt.tzinfo) -> dt.timedelta:
    return at.astimezone(zone).utcoffset() or dt.timedelta(0)


def _of_piece(
    calendar: Calendar, begins: dt.datetime, ends: dt.datetime, offset: dt.timedelta
) -> Iterator[Span]:
    first = (begins + offset).date()
    for number in range(((ends + offset).date() - first).days + 1):
        day = first + number * DAY
        midnight = dt.datetime.combine(day, dt.time.min, tzinfo=dt.UTC) - offset
        for since, until, why in _day(calendar, day):
            span_begins, span_ends = max(begins, midnight + since), min(ends, midnight + until)
            if span_begins < span_ends:
                yield Span(
                    begins_at=span_begins, ends_at=span_ends, counts=why == BUSINESS_HOURS, why=why
                )


def _day(calendar: Calendar, day: dt.date) -> Iterator[tuple[dt.timedelta, dt.timedelta, str]]:
    """The day from midnight to midnight: from, to, why it counts or does not."""
    name = calendar.holiday(day)
    shifts = calendar.week[day.weekday()] if calendar.week else ()
    if name is not None:
        yield dt.timedelta(0), DAY, f"holiday: {name}"
        return
    if not shifts:
        yield dt.timedelta(0), DAY, f"closed on {day:%A}s"
        return
    at, closed = dt.timedelta(0), OUT_OF_HOURS
    for shift in shifts:
        if at < shift.begins:
            yield at, shift.begins, closed
        yield shift.begins, shift.ends, BUSINESS_HOURS
        at, closed = shift.ends, BREAK
    if at < DAY:
        yield at, DAY, OUT_OF_HOURS


def week_of(shifts: dict[int, list[Shift]]) -> Week:
    """A week from the shifts of each day (0 is Monday), in order, overlaps joined."""
    return tuple(_joined(shifts.get(day, [])) for day in range(7))


def _joined(shifts: list[Shift]) -> tuple[Shift, ...]:
    found: list[Shift] = []
    for shift in sorted(shifts, key=lambda one: one.begins):
        if found and shift.begins <= found[-1].ends:
            longer = max(found[-1].ends, shift.ends)
            found[-1] = Shift(begins=found[-1].begins, ends=longer)
        else:
            found.append(shift)
    return tuple(found)
