"""How Telegram counts a message."""

from __future__ import annotations

MAX_UNITS = 4096


def telegram_length(text: str) -> int:
    """UTF-16 code units, in which Telegram counts: an emoji is two or more."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
