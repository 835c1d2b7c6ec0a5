"""Whether a thread still takes answers, by what its platform said when we read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from domain.mention import REDDIT, YOUTUBE, Platform


def closed(platform: Platform, raw: Mapping[str, Any]) -> str | None:
    """Why nobody can answer there any more, in words; None where one can, or nothing is known."""
    judge = _JUDGES.get(platform)
    return judge(raw) if judge else None


def reddit_closed(raw: Mapping[str, Any]) -> str | None:
    """Reddit archives a thread after half a year, unless its subreddit says otherwise."""
    if raw.get("locked") is True:
        return "Reddit: the thread is locked by its moderators."
    if raw.get("archived") is True:
        return "Reddit: the thread is archived."
    return None


def youtube_closed(raw: Mapping[str, Any]) -> str | None:
    if raw.get("canReply") is False:
        return "YouTube: the thread takes no replies."
    return None


_JUDGES: Mapping[Platform, Callable[[Mapping[str, Any]], str | None]] = MappingProxyType(
    {REDDIT: reddit_closed, YOUTUBE: youtube_closed}
)
