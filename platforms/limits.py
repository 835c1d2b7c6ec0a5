"""The limits in a server's answer: X's, Meta's, and the headers that most others send."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping

from domain.limits import Allowance
from platforms.reading import http_date, instant, items, mapping, number

_FAMILIES = (
    ("x-rate-limit-", "window"),
    ("x-app-limit-24hour-", "app, 24 hours"),
    ("x-user-limit-24hour-", "user, 24 hours"),
    ("x-ratelimit-", "window"),
    ("ratelimit-", "window"),
)
_BY_OUR_CLOCK = frozenset({"x-rate-limit-", "x-app-limit-24hour-", "x-user-limit-24hour-"})
"""Of X, whose clock is right; the others are judged by the Date of the same answer."""
_LONGEST = dt.timedelta(days=1)
_EPOCH_FROM = 1_000_000_000
_USAGE = ("call_count", "total_time", "total_cputime")


def allowances(headers: Mapping[str, str], *, now: dt.datetime) -> tuple[Allowance, ...]:
    """Every limit that the answer names; what cannot be read is left out."""
    lower = {name.lower(): value for name, value in headers.items()}
    return (*_counted(lower, now), *_usage(lower, now), *_told_to_wait(lower, now))


def _counted(headers: Mapping[str, str], now: dt.datetime) -> Iterator[Allowance]:
    seen = set[str]()
    for start, name in _FAMILIES:
        remaining, most, used = (
            _count(headers.get(f"{start}{what}")) for what in ("remaining", "limit", "used")
        )
        if remaining is None or name in seen:
            continue
        seen.add(name)
        if most is None and used is not None:
            most = remaining + used
        theirs = now if start in _BY_OUR_CLOCK else (http_date(headers.get("date")) or now)
        yield Allowance(
            name=name,
            left=min(max(remaining / most, 0.0), 1.0) if most else float(remaining > 0),
            remaining=remaining,
            most=most,
            resets_at=_reset(headers.get(f"{start}reset"), now, theirs),
        )


def _usage(headers: Mapping[str, str], now: dt.datetime) -> Iterator[Allowance]:
    """Meta tells percents, and the minutes until calls are possible again."""
    app = mapping(_json(headers.get("x-app-usage")))
    if app:
        yield Allowance(name="app usage", left=_left(app))
    for entries in mapping(_json(headers.get("x-business-use-case-usage"))).values():
        for entry in map(mapping, items(entries)):
            minutes = number(entry.get("estimated_time_to_regain_access")) or 0
            wait = dt.timedelta(minutes=min(max(minutes, 0), 1440))
            yield Allowance(
                name=f"{entry.get('type') or 'business'} usage"[:64],
                left=0.0 if minutes > 0 else _left(entry),
                resets_at=now + wait if minutes > 0 else None,
            )


def _told_to_wait(headers: Mapping[str, str], now: dt.datetime) -> Iterator[Allowance]:
    wait = _retry_after(headers, now)
    if wait is not None:
        until = now + min(wait, _LONGEST)
        yield Allowance(name="told to wait", left=0.0, remaining=0, resets_at=until)


def _retry_after(headers: Mapping[str, str], now: dt.datetime) -> dt.timedelta | None:
    """Seconds, or a time by the server's own clock."""
    told = headers.get("retry-after")
    seconds = _whole(told)
    if isinstance(seconds, int):
        return dt.timedelta(seconds=min(seconds, 86_400))
    until = http_date(told)
    if until is None:
        return None
    return max(until - (http_date(headers.get("date")) or now), dt.timedelta(0))


def _left(usage: Mapping[str, object]) -> float:
    used = max((number(usage.get(name)) or 0 for name in _USAGE), default=0)
    return min(max(1 - used / 100, 0.0), 1.0)


def _reset(text: str | None, now: dt.datetime, theirs: dt.datetime) -> dt.datetime | None:
    """Seconds from now, or epoch seconds or ISO 8601 by a clock that says `theirs`; never later
    than a day from now."""
    seconds = _whole(text)
    if isinstance(seconds, int) and seconds < _EPOCH_FROM:
        at = now + dt.timedelta(seconds=seconds)
    else:
        at = _moment(seconds, text, otherwise=theirs) - theirs + now
    return min(at, now + _LONGEST) if at > now else None


def _moment(seconds: object, text: str | None, *, otherwise: dt.datetime) -> dt.datetime:
    if isinstance(seconds, int):
        return dt.datetime.fromtimestamp(min(seconds, 10**11), dt.UTC)
    return instant(text) or otherwise


def _whole(text: str | None) -> object:
    return int(text) if text is not None and text.isdecimal() and len(text) < 13 else None


def _count(text: str | None) -> int | None:
    """A whole number, or one that ends in .0, as some write it."""
    return number(_whole((text or "").removesuffix(".0")))


def _json(text: str | None) -> object:
    try:
        return json.loads(text or "{}")
    except (ValueError, RecursionError):
        return None
