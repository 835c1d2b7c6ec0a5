"""In which order posts wait for the model: a look that costs microseconds, before it reads them.

What looks urgent gets a head start in time, and the queue goes by when a post was stored less its
head start. So the order of two posts never changes, one column with an index holds it, and nothing
starves: no post waits for one that was stored more than the longest head start after it. The model
alone judges; a look that is wrong costs a place in the queue and nothing else.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from domain.danger_words import DANGER, DANGER_UNSPACED
from domain.mention import MentionKind

NONE = dt.timedelta(0)
DANGER_LEAD = dt.timedelta(hours=24)
CASE_LEAD = dt.timedelta(hours=2)
REPEAT_LEAD = dt.timedelta(hours=1)
ASKS_LEAD = dt.timedelta(minutes=30)
ADDRESSED_LEAD = dt.timedelta(minutes=10)
LONGEST_LEAD = DANGER_LEAD
MOST_READ = 2000
"""Characters of a post that are looked at."""
_ASKING = "?？؟"
_LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """What is known of a post before the model has read it.

    `in_case` says that its author waits in an open case, `repeated` that an earlier post of hers
    waits for the model as well, `addressed` that she named us or wrote to us in private.
    """

    text: str
    by_brand: bool = False
    in_case: bool = False
    repeated: bool = False
    addressed: bool = False


def is_addressed(kind: MentionKind, *, summoned: bool) -> bool:
    """Whether its author turned to us: named our account, or wrote to us in private."""
    return summoned or kind is MentionKind.MESSAGE


def lead(seen: Glimpse) -> dt.timedelta:
    """The longest head start of what can be seen; our own posts have none."""
    if seen.by_brand:
        return NONE
    found = (
        (DANGER_LEAD, looks_dangerous(seen.text)),
        (CASE_LEAD, seen.in_case),
        (REPEAT_LEAD, seen.repeated),
        (ASKS_LEAD, asks(seen.text)),
        (ADDRESSED_LEAD, seen.addressed),
    )
    return next((head_start for head_start, holds in found if holds), NONE)


def looks_dangerous(text: str) -> bool:
    """Whether a word of danger is in it, in any language of the list."""
    words = unicodedata.normalize("NFKC", text[:MOST_READ]).casefold().replace("\u2019", "'")
    return bool(_spaced().search(words) or (not words.isascii() and _unspaced().search(words)))


def asks(text: str) -> bool:
    """Whether it has a question mark, outside of addresses."""
    read = text[:MOST_READ]
    if not any(mark in read for mark in _ASKING):
        return False
    read = _LINK.sub(" ", read)
    return any(mark in read for mark in _ASKING)


@cache
def _spaced() -> re.Pattern[str]:
    """All begin with a letter: one look at it ends the search at most words, and at their ends."""
    letters = "".join(sorted({one[0] for one in _all(DANGER)}))
    return re.compile(rf"\b(?=[{letters}])(?:{_joined(DANGER)})")


@cache
def _unspaced() -> re.Pattern[str]:
    """All begin with a plain character: the engine looks for one of those first."""
    return re.compile(_joined(DANGER_UNSPACED))


def _joined(parts: tuple[str, ...]) -> str:
    """One pattern that tries only those that begin as the text does at a place."""
    alike: dict[str, list[str]] = defaultdict(list)
    for one in _all(parts):
        plain = one[0] not in "([.\\" and one[1:2] not in ("?", "*", "{")
        alike[one[0] if plain else ""].append(one[1:] if plain else one)
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in alike.items())


def _all(parts: tuple[str, ...]) -> Iterator[str]:
    return _alternatives("|".join(unicodedata.normalize("NFKC", one).casefold() for one in parts))


def _alternatives(pattern: str) -> Iterator[str]:
    """The parts between its outermost bars."""
    depth = begin = 0
    for place, character in enumerate(pattern):
        depth += (character in "([") - (character in ")]")
        if character == "|" and depth == 0:
            yield pattern[begin:place]
            begin = place + 1
    yield pattern[begin:]
