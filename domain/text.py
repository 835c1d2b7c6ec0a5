"""Customers' text, made safe to store and to measure; its meaning is never changed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_STORED_CHARACTERS = 20_000
"""Longer than any platform's own limit (X Premium: 25,000 is cut, Facebook: 63,206 is cut)."""
_MOST_MARKS = 30
_MAYBE_MARKS = re.compile("[\u0300-\U0010ffff]{25}")
"""Where more than _MOST_MARKS may follow each other: the first mark is U+0300, a letter in composed
form brings three at most, and a mark in composed form is one."""
_JOINER = "\u034f"  # combining grapheme joiner: invisible, ends a run of marks


def clean(text: object) -> str:
    """Text that every database and encoder accepts.

    NUL and lone surrogates become U+FFFD, line ends become \\n, composed form (NFC), and what is
    longer than MAX_STORED_CHARACTERS is cut with an ellipsis. Anything that is not text becomes "".
    """
    if not isinstance(text, str):
        return ""
    return text if _is_clean(text) else _cleaned(text)


def _cleaned(text: str) -> str:
    readable = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    readable = readable.replace("\x00", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")
    composed = unicodedata.normalize("NFC", _stream_safe(readable))
    return (
        composed
        if len(composed) <= MAX_STORED_CHARACTERS
        else shorten(composed, MAX_STORED_CHARACTERS)
    )


def is_encodable(text: str) -> bool:
    """Whether it has no half of a character (a lone surrogate), which no encoder takes."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_clean(text: str) -> bool:
    """Whether it certainly stays as it is, as nearly every text does: a tenth of the work."""
    if len(text) > MAX_STORED_CHARACTERS or "\x00" in text or "\r" in text:
        return False
    return text.isascii() or (
        not _MAYBE_MARKS.search(text)
        and unicodedata.is_normalized("NFC", text)
        and is_encodable(text)
    )


def shorten(text: str, length: int) -> str:
    """At most `length` characters, an ellipsis at the cut."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def one_line(text: str, length: int = 140) -> str:
    """The text on one line, for lists and subject lines."""
    return shorten(" ".join(text.split()), length)


def _stream_safe(text: str) -> str:
    """No more than 30 marks on one letter (UAX 15, Stream-Safe Text Format).

    No language needs more, and 100,000 of them take a dozen seconds to compose.
    """
    if text.isascii() or not any(_marks(character)[0] for character in set(text)):
        return text  # nothing in it begins with a mark
    found, run = [], 0
    for character in text:
        leading, trailing, only_marks = _marks(character)
        if run + leading > _MOST_MARKS:
            found.append(_JOINER)
            run = 0
        run = run + leading if only_marks else trailing
        found.append(character)
    return "".join(found)


@lru_cache(maxsize=8192)
def _marks(character: str) -> tuple[int, int, bool]:
    """How many marks it begins and ends with when decomposed, and whether it has nothing else."""
    are_marks = [
        unicodedata.combining(part) > 0 for part in unicodedata.normalize("NFD", character)
    ]
    if all(are_marks):
        return len(are_marks), len(are_marks), True
    return are_marks.index(False), are_marks[::-1].index(False), False
