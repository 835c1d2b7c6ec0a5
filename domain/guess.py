"""How many wrong guesses somebody may make before the door stays closed for a while."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Guesses:
    """Wrong guesses of one since the first of them."""

    since: dt.datetime
    wrong: int


def is_closed(found: Guesses | None, *, most: int, window: dt.timedelta, now: dt.datetime) -> bool:
    """Whether no further guess is looked at."""
    return found is not None and found.wrong >= most and now < found.since + window


def after_wrong(found: Guesses | None, *, window: dt.timedelta, now: dt.datetime) -> Guesses:
    """One more; what is older than the window is forgotten."""
    if found is None or now >= found.since + window:
        return Guesses(since=now, wrong=1)
    return Guesses(since=found.since, wrong=found.wrong + 1)
