"""Signs in a post that its author has been here before, under another account.

All of it is careful: what is found is a suggestion to a person, with the words that led to it.
"""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from domain.mention import (
    APP_STORE,
    BLUESKY,
    FACEBOOK,
    GOOGLE_PLAY,
    INSTAGRAM,
    MASTODON,
    REDDIT,
    TELEGRAM,
    WHATSAPP,
    YOUTUBE,
    Platform,
    X,
)

IDENTIFIER = r"\b[A-Z]{1,4}-\d{5,12}\b"
"""An order, ticket or booking number of a brand that has not said what its own look like."""
MOST_OWNERS = 3
"""A number that more accounts name is a product or a news item, and nobody's own."""
_HERE = r"(?<![\w@#./])"
"""Not within a word, an address or the name of an account."""


def _called(*names: str) -> re.Pattern[str]:
    return re.compile(rf"{_HERE}(?:{'|'.join(names)})\b(?!\.\w)", re.IGNORECASE)


_NETWORKS: Mapping[Platform, re.Pattern[str]] = {
    X: re.compile(rf"{_HERE}(?:[XΧХ](?![\w.]*\w)|[Tt]witter|تويتر|τουίτερ)"),
    FACEBOOK: _called("facebook", "fb", "face", "فيسبوك", "φέισμπουκ"),
    INSTAGRAM: _called("instagram", "insta", "انستغرام", "إنستغرام", "ίνσταγκραμ"),
    MASTODON: _called("mastodon", "fediverse", "ماستودون"),
    BLUESKY: _called("bluesky", "bsky", "بلوسكاي"),
    TELEGRAM: _called("telegram", "تلغرام", "تيليجرام", "τέλεγκραμ", "телеграм"),
    REDDIT: _called("reddit", "ريديت"),
    YOUTUBE: _called("youtube", "يوتيوب", "γιουτιούμπ"),
    WHATSAPP: _called("whatsapp", "واتساب", "واتس"),
    APP_STORE: _called(r"app ?store"),
    GOOGLE_PLAY: _called("google play", r"play ?store"),
}
"""As people write them, in the languages that we know; a feed is no place where one writes."""
_HANDLE = re.compile(r"(?<![\w@])@([A-Za-z0-9_][A-Za-z0-9_.-]{2,49}(?:@[A-Za-z0-9.-]{3,60})?)")
_REDDITOR = re.compile(r"(?<![\w/])/?u/([A-Za-z0-9_-]{3,20})\b")
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]{4,}")
_MODEST = 4.0
"""At least this much in common, in the scale of `_weight`: a rare figure and a rare word."""
_UNSEEN = 5
_AHEAD = 1.5
"""The best candidate must have so many times more in common than the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retold:
    """Which earlier text is told again, and by which words."""

    key: int
    words: tuple[str, ...]


def identifiers(text: str, pattern: re.Pattern[str]) -> list[str]:
    """The brand's own numbers in the text, in capitals, each once."""
    found = (match.group(0).upper().strip()[:64] for match in pattern.finditer(text))
    return list(dict.fromkeys(found))


def networks_named(text: str, *, on: Platform) -> frozenset[Platform]:
    """The other networks that a post speaks of ("I wrote on X as well")."""
    return frozenset(
        platform
        for platform, pattern in _NETWORKS.items()
        if platform != on and pattern.search(text)
    )


def handles_named(text: str) -> frozenset[str]:
    """The handles that a text names (@jan, @jan@example.social, u/jan), small, without the sign."""
    named = [*_HANDLE.findall(text), *_REDDITOR.findall(text)]
    return frozenset(found.rstrip(".-").lower() for found in named)


def retold(
    text: str, earlier: Mapping[int, str], *, alike: Collection[int] = frozenset()
) -> Retold | None:
    """The one earlier text that tells the same, if one stands out.

    Words that many of the earlier texts use say little; figures that only one of them has say most.
    Texts whose authors' names are `alike` count double: twice nothing is nothing. Where two fit
    about as well, none is named.
    """
    bags = {key: _words(other) for key, other in earlier.items()}
    spread = Counter(word for bag in bags.values() for word in bag)
    own = _words(text)
    scores = sorted(
        (
            (_in_common(own & bag, spread, len(bags)) * (2 if key in alike else 1), -key)
            for key, bag in bags.items()
        ),
        reverse=True,
    )
    if not scores or scores[0][0] < _MODEST:
        return None
    if len(scores) > 1 and scores[1][0] * _AHEAD > scores[0][0]:
        return None
    key = -scores[0][1]
    shared = sorted(own & bags[key], key=lambda word: (-_weight(word, spread, len(bags)), word))
    return Retold(key=key, words=tuple(shared[:5]))


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold()[:7] for word in _WORD.findall(text) if len(word) > 1)


def _in_common(words: Collection[str], spread: Mapping[str, int], texts: int) -> float:
    return sum(_weight(word, spread, texts) for word in words)


def _weight(word: str, spread: Mapping[str, int], texts: int) -> float:
    """Among few texts nothing is known to be rare: as if there were some more."""
    rarity = math.log2(1 + (texts + _UNSEEN) / spread[word])
    return rarity * (1.5 if word[0].isdigit() else 0.75)


def alike(one: Sequence[str | None], other: Sequence[str | None]) -> bool:
    """Whether two profiles (names, handles) look alike; proves nothing by itself."""
    return any(
        _same_name(a, b)
        for a in filter(None, map(_plain, one))
        for b in filter(None, map(_plain, other))
    )


def _plain(name: str | None) -> str:
    return "".join(letter for letter in (name or "").casefold() if letter.isalnum())


def _same_name(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 5:
        return False
    return one == other or difflib.SequenceMatcher(None, one, other).ratio() >= 0.9
