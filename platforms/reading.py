"""Reading what a platform sent without believing it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from domain.text import clean

MAX_DEPTH = 12


def mapping(value: object) -> Mapping[str, Any]:
    """The value if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """The value if it is a JSON list, else an empty one."""
    return value if isinstance(value, list) else []


def identifier(value: object) -> str | None:
    """An id as text; None where there is none that could be used in a request."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and 0 < len(value) <= 200 and value.isascii() and value.isprintable():
        return value
    return None


def number(value: object) -> int | None:
    """A count; None where it is not one."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def name(value: object) -> str | None:
    """A name as it can be stored, None where it is empty or absent."""
    return clean(value).strip()[:200] or None


def instant(value: object) -> dt.datetime | None:
    """An ISO time, aware, in UTC; None where it cannot be read."""
    if not isinstance(value, str):
        return None
    try:
        read = dt.datetime.fromisoformat(value)
        return read.replace(tzinfo=read.tzinfo or dt.UTC).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def http_date(text: str | None) -> dt.datetime | None:
    """A time as HTTP headers tell it; None where it cannot be read."""
    try:
        return parsedate_to_datetime(text or "").astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def epoch(value: object) -> dt.datetime | None:
    """A time in whole seconds since 1970, as a number or in digits; None where it cannot be one."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    digits = str(value)
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 10):
        return None
    return dt.datetime.fromtimestamp(int(digits), dt.UTC)


def storable(value: object, depth: int = MAX_DEPTH) -> Any:
    """The value with every text in it made safe to store; what lies too deep is dropped."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return (
            {clean(key): storable(item, depth - 1) for key, item in value.items()} if depth else {}
        )
    if isinstance(value, list):
        return [storable(item, depth - 1) for item in value] if depth else []
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, int | float) else None
