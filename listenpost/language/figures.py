"""Numbers, times and durations as the visitor's language writes them."""

from __future__ import annotations

import datetime as dt
from functools import cache

from babel import Locale, dates, numbers

from domain.interface import ENGLISH
from listenpost.language.tongue import _, plural, spoken


def count(number: float) -> str:
    """1,200; 999+ where there may be more."""
    more = "+" if getattr(number, "more", False) else ""
    return f"{whole(number)}{more}"


def whole(number: float) -> str:
    """1,200 or 1.200, without a fraction."""
    if spoken() == ENGLISH:
        return f"{number:,.0f}"
    return numbers.format_decimal(round(number), locale=_locale(spoken()))


def decimal(number: float, places: int = 1) -> str:
    """3.5 or 3,5."""
    if spoken() == ENGLISH:
        return f"{number:,.{places}f}"
    pattern = "#,##0." + "0" * places
    return numbers.format_decimal(number, pattern, locale=_locale(spoken()))


def short(number: int) -> str:
    """980, 12.4k, 1.2M: for figures of which only the size matters."""
    if spoken() == ENGLISH:
        for size, letter in ((1_000_000, "M"), (1_000, "k")):
            if number >= size:
                return f"{number / size:,.1f}".removesuffix(".0") + letter
        return whole(number)
    return numbers.format_compact_decimal(number, locale=_locale(spoken()), fraction_digits=1)


def signed(number: float, places: int = 0) -> str:
    """+1,200 or -3.5, as a difference is written."""
    if spoken() == ENGLISH:
        return f"{number:+,.{places}f}"
    size = decimal(abs(number), places) if places else whole(abs(number))
    return f"{'-' if round(number, places) < 0 else '+'}{size}"


def percent(part: float, places: int = 0) -> str:
    """12 %, as the language puts the sign."""
    if spoken() == ENGLISH:
        return f"{part:.{places}%}"
    locale = _locale(spoken())
    pattern = locale.percent_formats[None].pattern
    if places:
        pattern = pattern.replace("0", "0." + "0" * places, 1)
    return numbers.format_percent(part, pattern, locale=locale)


def dollars(amount: float) -> str:
    """Our platforms bill in US dollars."""
    return f"${amount:,.2f}" if spoken() == ENGLISH else f"{decimal(amount, 2)} US$"


def counted(number: int, one: str, many: str, **values: object) -> str:
    """`{number} case` or `{number} cases`, with the number filled in."""
    return plural(one, many, number).format(number=count(number), **values)


def duration(length: dt.timedelta) -> str:
    """3 d 4 h, 2 h 5 min, 40 min, under a minute."""
    minutes = int(abs(length).total_seconds() // 60)
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    if days:
        text = _("{days} d {hours} h") if hours else _("{days} d")
    elif hours:
        text = _("{hours} h {minutes} min") if minutes else _("{hours} h")
    else:
        text = _("{minutes} min") if minutes else _("under a minute")
    return text.format(days=days, hours=hours, minutes=minutes)


def ago(at: dt.datetime, now: dt.datetime) -> str:
    """How long ago, or in how long."""
    if abs(now - at) < dt.timedelta(minutes=1):
        return _("just now")
    text = _("{span} ago") if at < now else _("in {span}")
    return text.format(span=duration(now - at))


def moment(at: dt.datetime, now: dt.datetime, zone: dt.tzinfo) -> str:
    """A time on the reader's own clock, as short as it can be without doubt."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    clock = f"{local:%H:%M}"
    if local.date() == today.date():
        return _("today {clock}").format(clock=clock)
    return f"{day(local, year=local.year != today.year)} {clock}"


def stamp(at: dt.datetime, zone: dt.tzinfo) -> str:
    """Wed 4 Mar 09:00 on somebody's clock, for what is read later than it is written."""
    local = at.astimezone(zone)
    return f"{day(local)} {local:%H:%M}"


def both(at: dt.datetime, now: dt.datetime, zone: dt.tzinfo) -> str:
    """Relative and absolute."""
    return f"{ago(at, now)} · {moment(at, now, zone)}"


def day(local: dt.date, *, year: bool = False) -> str:
    """Wed 4 Mar, or Wed 4 Mar 2026."""
    if spoken() == ENGLISH:
        return f"{local:%a} {local.day} {local:%b}" + (f" {local.year}" if year else "")
    skeleton = "yMMMEd" if year else "MMMEd"
    return dates.format_skeleton(skeleton, local, locale=_locale(spoken()))


def language_name(code: str) -> str:
    """A language as the visitor calls it."""
    return _named(code, spoken())


def language_codes() -> list[str]:
    """The languages that have a code of two letters, in the order of the visitor's names."""
    known = (str(code) for code in _locale(spoken()).languages)
    return sorted((code for code in known if len(code) == 2), key=language_name)


def country(code: str) -> str:
    """A country as the visitor calls it."""
    return str(_locale(spoken()).territories.get(code, code))


def weekday(date: dt.date, *, short: bool = True) -> str:
    """Wed 4; or Wednesday, for who hears it."""
    if spoken() == ENGLISH:
        return f"{date:%a} {date.day}" if short else f"{date:%A}"
    locale = _locale(spoken())
    return (
        dates.format_skeleton("Ed", date, locale=locale)
        if short
        else dates.format_date(date, "EEEE", locale=locale)
    )


def long_day(date: dt.date) -> str:
    """Saturday 7 March."""
    if spoken() == ENGLISH:
        return f"{date:%A} {date.day} {date:%B}"
    return dates.format_skeleton("MMMMEEEEd", date, locale=_locale(spoken()))


def dated(date: dt.date) -> str:
    """07 Mar 2026, for a title."""
    if spoken() == ENGLISH:
        return f"{date:%d %b %Y}"
    return dates.format_skeleton("yMMMd", date, locale=_locale(spoken()))


@cache
def _named(code: str, language: str) -> str:
    return str(_locale(language).languages.get(code, code))


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)
