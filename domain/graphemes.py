"""How many characters people see: grapheme clusters, as Bluesky and Mastodon count.

What joins is decided by Unicode's own categories (UAX 29, without conjoining Hangul jamo and the
few prepended marks): where that differs, the count errs on the long side, so that no platform
refuses a text that was approved.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_JOINER = "\u200d"
_MARKS = frozenset({"Mn", "Me", "Mc"})


def grapheme_length(text: str) -> int:
    """The number of clusters; a flag, a family and a letter with its marks are one each."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    count, before, flags = 0, "", 0
    for character in text:
        is_flag = "\U0001f1e6" <= character <= "\U0001f1ff"
        flags = flags + 1 if is_flag else 0
        joined = (
            (before == "\r" and character == "\n")
            or (bool(before) and before not in "\r\n" and _extends(character))
            or (before == _JOINER and _is_pictograph(character))
            or (is_flag and flags % 2 == 0)
        )
        count += not joined
        before = character
    return count


@lru_cache(maxsize=4096)
def _extends(character: str) -> bool:
    """A mark, a joiner, a variation selector, a skin tone, a tag."""
    point = ord(character)
    return (
        unicodedata.category(character) in _MARKS
        or character in ("\u200c", _JOINER)
        or 0x1F3FB <= point <= 0x1F3FF
        or 0xE0020 <= point <= 0xE007F
    )


def _is_pictograph(character: str) -> bool:
    point = ord(character)
    return 0x203C <= point <= 0x3299 or 0x1F000 <= point <= 0x1FAFF or point in (0xA9, 0xAE)
