"""How long a text is as X counts it: 280 at most, links 23 each, wide characters and emoji 2."""

from __future__ import annotations

import re
import unicodedata

LIMIT = 280
LINK = re.compile(r"https?://[^\s\"<>]*[\w/=#&+~-]", re.IGNORECASE)
_NARROW = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
_GLUE = frozenset("\u200d\ufe0f\u20e3")


def weighted(text: str) -> int:
    """The count that X compares with the limit."""
    plain, links = LINK.subn("", unicodedata.normalize("NFC", text))
    return links * 23 + sum(_weights(plain))


def has_link(text: str) -> bool:
    return LINK.search(text) is not None


def _weights(plain: str) -> list[int]:
    """Each character's weight; what glues or colours an emoji belongs to it and weighs nothing."""
    weights = []
    glued = False
    for character in plain:
        part = character in _GLUE or 0x1F3FB <= ord(character) <= 0x1F3FF
        weights.append(0 if part or glued else _weight(ord(character)))
        glued = character == "\u200d"
    return weights


def _weight(point: int) -> int:
    return 1 if any(low <= point <= high for low, high in _NARROW) else 2
