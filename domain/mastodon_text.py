"""A reply on Mastodon: it must name whom it answers, and how long it is as Mastodon counts.

A URL with a scheme counts 23, @user@server counts as @user, all else by what people see.
Source: https://docs.joinmastodon.org/user/posting/ (2026-11-22)
"""

from __future__ import annotations

import re

from domain.graphemes import grapheme_length
from domain.reply import ReplyTarget

URL_LENGTH = 23
_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_REMOTE = re.compile(r"(?<![\w/])(@\w+)@[\w.-]+\w")


def addressed(target: ReplyTarget, text: str) -> str:
    """The text as it is posted: an author who is not named in it is told nothing of it."""
    handle = target.author_handle
    if not handle or _names(handle, text):
        return text
    return f"@{handle} {text}"


def mastodon_length(text: str) -> int:
    """How many of the 500 characters a text takes."""
    rest, urls = _URL.subn("", text)
    return urls * URL_LENGTH + grapheme_length(_REMOTE.sub(r"\1", rest))


def _names(handle: str, text: str) -> bool:
    named = re.compile(rf"(?<![\w@])@{re.escape(handle)}(?![\w@]|[.-]\w)", re.IGNORECASE)
    return named.search(text) is not None
