"""The length of a text as X counts it (twitter-text configuration version 3).

A URL counts 23; characters in the ranges below count 1, all others 2; an emoji sequence counts 2.
Source: https://docs.x.com/resources/fundamentals/counting-characters
"""

from __future__ import annotations

import re
import unicodedata

URL_LENGTH = 23
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    "|[0-9#*]\ufe0f?\u20e3"
    "|(?:[\u00a9\u00ae\u203c-\u3299]|[\U0001f000-\U0001faff])"
    "[\ufe0f\U0001f3fb-\U0001f3ff]*"
    "(?:\u200d(?:[\u203c-\u3299]|[\U0001f000-\U0001faff])[\ufe0f\U0001f3fb-\U0001f3ff]*)*"
)


def weighted_length(text: str) -> int:
    """How many of the 280 characters a text takes."""
    normal = unicodedata.normalize("NFC", text)
    without_urls, urls = _URL.subn("", normal)
    without_emoji, emoji = _EMOJI.subn("", without_urls)
    return urls * URL_LENGTH + emoji * 2 + sum(_weight(character) for character in without_emoji)


def _weight(character: str) -> int:
    point = ord(character)
    return 1 if any(low <= point <= high for low, high in _LIGHT) else 2
