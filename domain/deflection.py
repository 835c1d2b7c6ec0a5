"""Whether an article solved what it was sent for: by the customer not coming back."""

from __future__ import annotations

import datetime as dt

PATIENCE = dt.timedelta(days=7)
"""Who has not written again about the same matter by then needed nobody."""


def solved(*, sent_at: dt.datetime, came_back: bool, now: dt.datetime) -> bool | None:
    """Solved, not solved, or not known yet; `came_back` is about the time within PATIENCE."""
    if came_back:
        return False
    return True if now >= sent_at + PATIENCE else None
