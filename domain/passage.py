"""Cutting an article into passages that are short enough to be read, compared and shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 600
"""Letters in one passage: what the model reads in one look."""
MOST = 40
"""Passages of one article; the rest of a longer one is not searched."""

_PARAGRAPH = re.compile(r"\n\s*\n")
_SENTENCE = re.compile(r"(?<=[.!?…。！？])\s+|\n")


def passages(body: str) -> list[str]:
    """Whole paragraphs where they fit, else whole sentences, else pieces; none for no words."""
    found: list[str] = []
    room = ""
    for piece in _pieces(body):
        joined = f"{room} {piece}" if room else piece
        if len(joined) > LONGEST and room:
            found.append(room)
            joined = piece
        room = joined
    if room:
        found.append(room)
    return found[:MOST]


def _pieces(body: str) -> Iterator[str]:
    for paragraph in _PARAGRAPH.split(body):
        words = " ".join(paragraph.split())
        if len(words) <= LONGEST:
            if words:
                yield words
            continue
        for sentence in _SENTENCE.split(paragraph):
            yield from _cut(" ".join(sentence.split()))


def _cut(sentence: str) -> Iterator[str]:
    while len(sentence) > LONGEST:
        at = sentence.rfind(" ", 1, LONGEST)
        at = LONGEST if at < 1 else at
        yield sentence[:at]
        sentence = sentence[at:].lstrip()
    if sentence:
        yield sentence
