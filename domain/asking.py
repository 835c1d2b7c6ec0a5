"""What a customer asks, out of the posts of a case."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.words import words

LEAST_WORDS = 4
"""A shorter post ("any news?") asks nothing by itself: the one before it is meant."""

_NOT_ASKED = re.compile(r"(?:https?://|www\.)\S+|@[\w.]+", re.IGNORECASE)


def question(text: str) -> str:
    """The post without addresses and handles: whom it is written to says nothing of the matter."""
    return " ".join(_NOT_ASKED.sub(" ", text).split())


def chosen(posts: Sequence[str]) -> int | None:
    """Which post of the customer's asks for something, given from the newest to the oldest.

    The newest that has enough words; where none has, the one with the most; None where all are
    without words.
    """
    counts = [len(words(question(post))) for post in posts]
    for place, count in enumerate(counts):
        if count >= LEAST_WORDS:
            return place
    most = max(counts, default=0)
    return counts.index(most) if most else None
