"""The length of a text as Bluesky counts it: graphemes, and never more than 3,000 bytes.

Source: lexicon app.bsky.feed.post (maxGraphemes 300, maxLength 3000), 2026-11-22.
"""

from __future__ import annotations

from domain.graphemes import grapheme_length

MAX_GRAPHEMES = 300
MAX_BYTES = 3000


def bluesky_length(text: str) -> int:
    """How many of the 300 graphemes a text takes; a text of too many bytes takes too many."""
    count = grapheme_length(text)
    size = len(text.encode("utf-8", "replace"))
    return count if size <= MAX_BYTES else max(count, MAX_GRAPHEMES + size - MAX_BYTES)
