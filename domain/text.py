"""Customers' text, made safe to store and to measure; its meaning is never changed."""

from __future__ import annotations

import unicodedata

MAX_STORED_CHARACTERS = 20_000
"""Longer than any platform's own limit (X Premium: 25,000 is cut, Facebook: 63,206 is cut)."""


def clean(text: object) -> str:
    """Text that every database and encoder accepts.

    NUL and lone surrogates become U+FFFD, line ends become \\n, composed form (NFC), and what is
    longer than MAX_STORED_CHARACTERS is cut with an ellipsis. Anything that is not text becomes "".
    """
    if not isinstance(text, str):
        return ""
    readable = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    readable = readable.replace("\x00", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")
    composed = unicodedata.normalize("NFC", readable)
    return (
        composed
        if len(composed) <= MAX_STORED_CHARACTERS
        else shorten(composed, MAX_STORED_CHARACTERS)
    )


def shorten(text: str, length: int) -> str:
    """At most `length` characters, an ellipsis at the cut."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def one_line(text: str, length: int = 140) -> str:
    """The text on one line, for lists and subject lines."""
    return shorten(" ".join(text.split()), length)
