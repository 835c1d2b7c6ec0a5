"""Quiet hours as they are written: 22:00-07:00."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated

from pydantic import AfterValidator

from domain.quiet_hours import QuietHours

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")


def _span(text: str) -> str:
    if text and quiet_of(text) is None:
        raise ValueError(f'{text} are no quiet hours; write them as 22:00-07:00, or ""')
    return text


def quiet_of(text: str) -> QuietHours | None:
    """The quiet hours that are meant; None for "" and for what is none."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        return None
    try:
        begins, ends = (dt.time(int(found[n]), int(found[n + 1])) for n in (1, 3))
    except ValueError:
        return None
    return QuietHours(begins=begins, ends=ends) if begins != ends else None


QuietSpan = Annotated[str, AfterValidator(_span)]
