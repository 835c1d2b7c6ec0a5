"""Networks that forget: what was not read in time can never be read."""

from __future__ import annotations

import datetime as dt

from domain.coverage import Gap, Span


def forgotten(
    read_until: dt.datetime | None, now: dt.datetime, *, keeps: dt.timedelta, reason: str
) -> tuple[Gap, ...]:
    """The time between what was read and the oldest that a network still has, if there is any."""
    oldest = now - keeps
    if read_until is None or oldest <= read_until:
        return ()
    return (Gap(span=Span(since=read_until, until=oldest), reason=reason),)
