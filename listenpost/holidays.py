"""The days on which nobody is there: public holidays, and those of iCal calendars."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import structlog

from domain.errors import Misfit, SettingMisfit
from domain.sla_calendar import Calendar
from domain.text import one_line
from listenpost.settings import BusinessHours, looked_in, settings_file

log = structlog.get_logger(__name__)
ADDRESS = ("http://", "https://")
MOST_RULES = 1_000
"""Events that repeat, in one calendar."""
MOST_PARTS = 100
"""Of one rule: its days, months and whatever else it counts."""
MOST_BYTES = 5_000_000
"""Of a calendar that is fetched; years of a company's own are a few hundred kilobytes."""
_BY_TIME = frozenset({"BYSECOND", "BYMINUTE", "BYHOUR"})
Named = Callable[[dt.date], str | None]


SECTION = ("business_hours",)
NEVER_OPEN = "These hours leave no open time at all, so that no deadline can be set."


def make_calendar(hours: BusinessHours, *section: str) -> Calendar:
    """The calendar of a section; raises SettingMisfit where nobody is ever there."""
    path = section or SECTION
    week = hours.week()
    if week is None:
        return Calendar(zone=ZoneInfo(hours.time_zone))
    if not any(week):
        raise SettingMisfit(
            f"{'.'.join(path)} leave no open time at all, so that no deadline can be set. "
            f"{looked_in(settings_file(), *path, 'monday')} "
            'Example: monday = ["09:00-17:30"]. Without any day, deadlines run day and night.',
            Misfit(path=(*path, "monday"), why=NEVER_OPEN),
        )
    sources = [*_public(hours, path), *(_ical(one, hours.ical_cache, path) for one in hours.ical)]

    @lru_cache(maxsize=4096)
    def holiday(day: dt.date) -> str | None:
        return next(filter(None, (source(day) for source in sources)), None)

    return Calendar(zone=ZoneInfo(hours.time_zone), week=week, holiday=holiday)


@cache
def known_countries() -> Mapping[str, Sequence[str]]:
    """The countries whose public holidays are known, each with the codes of its parts."""
    import holidays

    found = holidays.list_supported_countries(include_aliases=False)
    return {code: tuple(parts) for code, parts in sorted(found.items())}


def _public(hours: BusinessHours, path: tuple[str, ...]) -> list[Named]:
    if hours.country is None:
        if hours.subdivision is not None:
            raise _wrong(f"needs {'.'.join(path)}.country beside it.", *path, "subdivision")
        return []
    import holidays  # its country files are many, and most installations read none

    try:
        found = holidays.country_holidays(
            hours.country.upper(), subdiv=hours.subdivision, language="en_US"
        )
    except NotImplementedError as error:
        key = "subdivision" if hours.subdivision else "country"
        text = f"is not known to the list of holidays ({error})."
        raise _wrong(text, *path, key) from error
    return [lambda day: found.get(day)]


def _ical(place: str, cache: str, path: tuple[str, ...]) -> Named:
    """The all-day events of one calendar; what repeats is unfolded year by year."""
    from icalendar import Calendar as ICalendar

    try:
        text = _fetched(place, Path(cache)) if place.startswith(ADDRESS) else _file(place)
    except _NoText as error:
        raise _wrong(str(error), *path, "ical") from error
    try:
        parsed = ICalendar.from_ical(text)
        if parsed.name != "VCALENDAR":
            raise ValueError("it holds no VCALENDAR")
        _require_bounded(parsed)
        events = _Events(parsed)
        events.year(dt.date.today().year)  # noqa: DTZ011  any year will do
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        told = f"names {place}, which is no iCal calendar: {error}."
        raise _wrong(told, *path, "ical") from error
    return lambda day: events.year(day.year).get(day)


class _NoText(Exception):
    """A calendar whose text cannot be had, and why."""


class _Events:
    """The days that a calendar's events cover."""

    def __init__(self, parsed: Any) -> None:
        self._parsed = parsed
        self._years: dict[int, dict[dt.date, str]] = {}

    def year(self, number: int) -> dict[dt.date, str]:
        """Each closed day of a year, with the event's name."""
        if number not in self._years:
            self._years[number] = dict(self._unfold(number))
        return self._years[number]

    def _unfold(self, number: int) -> Sequence[tuple[dt.date, str]]:
        import recurring_ical_events

        first, after = dt.date(number, 1, 1), dt.date(number + 1, 1, 1)
        found = []
        for event in recurring_ical_events.of(self._parsed).between(first, after):
            begins, ends = event.start, event.end
            if isinstance(begins, dt.datetime):
                continue  # an appointment closes no day
            name = one_line(str(event.get("SUMMARY", "")), 80) or "closed"
            length = max(
                (ends - begins).days, 1
            )  # of it only what lies in this year is gone through
            for day in range(max((first - begins).days, 0), min(length, (after - begins).days)):
                found.append((begins + dt.timedelta(days=day), name))
        return found


def _require_bounded(parsed: Any) -> None:
    """Raises ValueError for what would take for ever to unfold; no day is closed by the second."""
    rules = 0
    for event in parsed.walk():
        for name in ("RRULE", "EXRULE"):
            told = event.get(name, ())
            for rule in told if isinstance(told, list) else [told] if told else []:
                rules += 1
                _require_slow(rule)
    if rules > MOST_RULES:
        raise ValueError(f"it has more than {MOST_RULES} events that repeat")


def _require_slow(rule: Any) -> None:
    often = {str(one).upper() for one in rule.get("FREQ", ())}
    if (
        not often <= {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
        or set(map(str.upper, rule)) & _BY_TIME
    ):
        raise ValueError("something in it repeats more often than daily")
    if sum(len(values) for values in rule.values() if isinstance(values, list)) > MOST_PARTS:
        raise ValueError(f"a rule in it has more than {MOST_PARTS} parts")


def _file(place: str) -> bytes:
    try:
        return Path(place).read_bytes()
    except OSError as error:
        raise _NoText(f"names {place}, which cannot be read: {error}.") from error


def _fetched(address: str, cache: Path) -> bytes:
    """What the address gives now; its last good copy where it does not answer."""
    kept = cache / f"{hashlib.sha256(address.encode()).hexdigest()[:16]}.ics"
    try:
        text = _asked(address)
        if b"BEGIN:VCALENDAR" not in text:
            raise ValueError("the answer is no iCal calendar")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        if not kept.exists():
            raise _NoText(
                f"names {address}, which gives no calendar: {error}. No copy is kept yet."
            ) from error
        log.warning("holidays.feed_failed", address=address, error=str(error), kept=str(kept))
        return _file(str(kept))
    try:
        cache.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(text)
    except OSError as error:
        log.warning("holidays.copy_failed", folder=str(cache), error=str(error))
    return text


def _asked(address: str) -> bytes:
    """The whole answer; ValueError for one that does not end."""
    found = bytearray()
    with httpx.stream("GET", address, timeout=10, follow_redirects=True) as answer:
        for part in answer.raise_for_status().iter_bytes():
            found += part
            if len(found) > MOST_BYTES:
                raise ValueError(f"the answer has more than {MOST_BYTES // 1_000_000} MB")
    return bytes(found)


def _wrong(text: str, *path: str) -> SettingMisfit:
    where = looked_in(settings_file(), *path)
    why = f"It {text}".replace(f"{'.'.join(path[:-1])}.", "")
    return SettingMisfit(f"{'.'.join(path)} {text} {where}", Misfit(path=path, why=why))
