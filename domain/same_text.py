"""Whether a text that a network shows is the one that we sent: networks change what they take."""

from __future__ import annotations

import html
import re

from domain.text import clean

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_WEB = re.compile(r"^https?://(www\.)?", re.IGNORECASE)
_LINK = re.compile(r"^[\w-]+(\.[\w-]+)*\.[a-z]{2,}([/?:]\S*)?$")
_FEWEST = 3
"""So many words beside its links make a text known again by them."""


def same_text(ours: str, theirs: object) -> bool:
    """Line breaks, spaces, HTML's entities, invisible characters and case make no difference.

    Nor do links where they were shortened, as long as enough other words are the same: one effect
    never stands for two replies, whoever asks here sees to that (`storage.replies`).
    """
    one, other = _words(ours), _words(theirs)
    if one == other:
        return True
    kept = [word for word in one if not _LINK.match(word)]
    same = _without_links(one) == _without_links(other)
    return same and len(kept) >= _FEWEST


def _words(text: object) -> list[str]:
    plain = _INVISIBLE.sub("", html.unescape(clean(text)))
    return [_bare(word) for word in plain.casefold().split()]


def _bare(word: str) -> str:
    """A link without what networks add in front of it and behind it."""
    return _WEB.sub("", word).rstrip("/")


def _without_links(words: list[str]) -> list[str]:
    return ["\u2192" if _LINK.match(word) else word for word in words]
