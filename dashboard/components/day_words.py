"""Days and shares of posts as the Pulse says them."""

from __future__ import annotations

import datetime as dt

from dashboard import words
from listenpost.language.shares import of_posts as told

__all__ = ["day_word", "told"]


def day_word(date: dt.date, *, long: bool = False) -> str:
    """Sat 7, or Saturday 7 March."""
    return words.long_day(date) if long else words.weekday(date)
