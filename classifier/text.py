"""What happens to a text before the model sees it; training and serving share it."""

from __future__ import annotations

import html
import re

PREFIX = "query: "
"""The encoder was trained with it, so every text carries it."""

_KEPT_CHARACTERS = 2_000
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_HANDLE = re.compile(r"@[\w.]+")
_NOISE = re.compile(r"@[\w.]+|\bhttp\b")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\s]+")


def normalise(text: str) -> str:
    """One line without control characters, lone surrogates or addresses of web pages.

    Of a text too long for any window only the beginning and the end are kept.
    """
    if len(text) > 2 * _KEPT_CHARACTERS:
        text = f"{text[:_KEPT_CHARACTERS]} {text[-_KEPT_CHARACTERS:]}"
    plain = _UNPRINTABLE.sub(" ", html.unescape(text))
    return " ".join(_URL.sub(" http ", plain).split())


def words(normalised: str) -> str:
    """The text without handles and addresses: what a person would read out."""
    return " ".join(_NOISE.sub(" ", normalised).split())


def nameless(normalised: str) -> str:
    """The text with every handle made "@user"."""
    return _HANDLE.sub("@user", normalised)


def is_readable(normalised: str) -> bool:
    """Says whether anything is left to judge: at least one letter beside handles and addresses."""
    return any(character.isalpha() for character in words(normalised))
