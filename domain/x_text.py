"""The length of a text as X counts it (twitter-text configuration version 3).

A URL counts 23, also one without https://; characters in the ranges below count 1, all others 2; an
emoji sequence counts 2. Where X's own list of top-level domains would be needed the count errs on
the long side: a text that is too long is refused by X after it was approved.
Source: https://docs.x.com/resources/fundamentals/counting-characters
"""

from __future__ import annotations

import re
import unicodedata

URL_LENGTH = 23
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_GENERIC = (
    "com|net|org|edu|gov|int|info|biz|name|pro|mobi|app|dev|page|web|site|online|website|shop|store"
    "|tech|cloud|digital|agency|company|group|team|work|help|support|care|service|services|email"
    "|chat|blog|news|media|social|live|video|events|world|global|international|life|club|travel"
    "|hotel|flights|bank|finance|insurance|energy|health|games|link|click|space|top|xyz|one|art"
)
_WORD = "a-z0-9\u00c0-\u024f"
_PATH = _WORD + "\u0400-\u04ff!*';:=+,.$/%#\\[\\]\u2013_~@|&-"
_PATH_END = _WORD + "\u0400-\u04ff=_#/+-"
_QUERY = "a-z0-9!?*'@();:&=+$/%#\\[\\]_.,~|-"
_HOST = rf"(?:[{_WORD}](?:[{_WORD}_-]*[{_WORD}])?\.)+(?:[a-z]{{2}}|{_GENERIC})(?![a-z0-9@+-])"
_BELOW = (
    rf"/(?:(?:[{_PATH}]|\([{_PATH}]*\))*(?:[{_PATH_END}]|\([{_PATH}]*\)))?"
    rf"(?:\?[{_QUERY}]*[a-z0-9_&=#/-])?"
)
_URL = re.compile(
    rf"https?://{_HOST}(?::\d+)?(?:{_BELOW}|\?[{_QUERY}]*[a-z0-9_&=#/-])?"
    rf"|(?<![{_WORD}@＠$#＃_./-]){_HOST}(?:(?::\d+)?{_BELOW})?",
    re.IGNORECASE,
)
_UNSURE_URL = re.compile(r"https?://\S+", re.IGNORECASE)
"""An address at a top-level domain that is not in our list: X may or may not know it."""
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    "|[0-9#*]\ufe0f?\u20e3"
    "|(?:[\u00a9\u00ae\u203c-\u3299]|[\U0001f000-\U0001faff])"
    "[\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
    "(?:\u200d(?:[\u203c-\u3299]|[\U0001f000-\U0001faff])[\ufe0f\U0001f3fb-\U0001f3ff]*)*"
)


def weighted_length(text: str) -> int:
    """How many of the 280 characters a text takes."""
    normal = unicodedata.normalize("NFC", text)
    rest, urls = _URL.subn(" ", normal)
    unsure = _UNSURE_URL.findall(rest)
    return (
        urls * (URL_LENGTH - 1)  # the space that stands for it counts already
        + sum(max(URL_LENGTH, _in_words(url)) for url in unsure)
        + _in_words(_UNSURE_URL.sub("", rest))
    )


def has_link(text: str) -> bool:
    """Whether X will find an address in it, which makes a post dearer; in doubt it will."""
    return bool(_URL.search(text) or _UNSURE_URL.search(text))


def _in_words(text: str) -> int:
    rest, emoji = _EMOJI.subn("", text)
    return emoji * 2 + sum(map(_weight, rest))


def _weight(character: str) -> int:
    point = ord(character)
    return 1 if any(low <= point <= high for low, high in _LIGHT) else 2
