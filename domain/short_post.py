"""What a few words under a case say: it is settled, it is not, somebody asks again.

The model judges a post by itself; "still waiting", "sorted" or "?" mean little by themselves and
much under a case. Lists of words (`domain.short_words`) decide there, for short posts only, and
always for the customer: where thanks and a "but" stand together, nothing is settled.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from domain import short_words

SHORT = 90
"""Characters without handles and addresses; what is longer is the model's alone."""
FEW = 14
"""Words; languages without spaces are held by SHORT_UNSPACED."""
SHORT_UNSPACED = 30
BRIEF_QUESTION = 6
_BRIEF_UNSPACED = 16
_HANDLE = re.compile(r"(?<!\w)@[\w.]+")
_LINK = re.compile(r"https?://\S+")
_ASKING = "?？؟"
"""Question marks: Latin, Chinese and Japanese, Arabic."""
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_NOTHING = re.compile(r"(?!)")
_DETAIL = re.compile(r"\d{4,}|\d[\d -]{4,}\d|\d+(?:\.\d+){2,}|[\w.+-]+@[\w-]+\.\w+")


def is_nudge(text: str) -> bool:
    """A post that only asks for attention: question marks, or a word or two with them."""
    words = _bare(text).split()
    rest = "".join(words)
    return _asks(rest) and len(words) <= 2 and len(rest) <= 20


def asks_briefly(text: str) -> bool:
    """One question of a few words; under a case it is about the case."""
    bare = _bare(text)
    longest = _BRIEF_UNSPACED if _UNSPACED.search(bare) else SHORT
    return _asks(bare) and len(bare.split()) <= BRIEF_QUESTION and len(bare) <= longest


def says_unsettled(text: str) -> bool:
    """A short post with a word of contradiction, whatever thanks stand beside it."""
    words = _short(text)
    return words is not None and _found("CONTRARY", _pattern("HARMLESS").sub(" ", words))


def says_settled(text: str) -> bool:
    """A short post that says outright that nothing is wanted any more."""
    words = _short(text)
    sure = words is not None and _found("SETTLED", words)
    return sure and not (says_unsettled(text) or gives_details(text) or _asks(text))


def says_thanks(text: str) -> bool:
    """Whether thanks or delight are among its words; a longer post is left to the model."""
    return _short(text) is None or takes_leave(text)


def thanks_somebody(text: str) -> bool:
    """Thanks are among its words, not only that it is settled; so they may be in a longer post."""
    words = _short(text)
    return words is None or _found("THANKS", words)


def takes_leave(text: str) -> bool:
    """A short post with thanks, delight or that it is settled among its words, whatever else."""
    words = _short(text)
    return words is not None and (_found("THANKS", words) or _found("SETTLED", words))


def thanks_in_advance(text: str) -> bool:
    """Thanks for what we have not done yet settle nothing."""
    words = _short(text)
    return words is not None and _found("IN_ADVANCE", words)


def gives_details(text: str) -> bool:
    """A number, an address or nothing but links: what we asked for, when we wait for it."""
    only_links = bool(_LINK.search(text)) and not _bare(text)
    return only_links or bool(_DETAIL.search(_LINK.sub(" ", _HANDLE.sub(" ", text))))


def _bare(text: str) -> str:
    return " ".join(_LINK.sub(" ", _HANDLE.sub(" ", text)).split())


def _asks(text: str) -> bool:
    return any(mark in text for mark in _ASKING)


def _short(text: str) -> str | None:
    """Its words in small letters, or None where it is no short post."""
    if len(text) > 4 * SHORT:
        return None
    bare = unicodedata.normalize("NFKC", _bare(text)).casefold().replace("\u2019", "'")
    longest = SHORT_UNSPACED if _UNSPACED.search(bare) else SHORT
    return bare if len(bare) <= longest and len(bare.split()) <= FEW else None


def _found(name: str, words: str) -> bool:
    return bool(_pattern(name).search(words) or _pattern(f"{name}_UNSPACED").search(words))


@lru_cache(maxsize=16)
def _pattern(name: str) -> re.Pattern[str]:
    parts: Sequence[str] = getattr(short_words, name, ())
    if not parts:
        return _NOTHING
    anywhere = "|".join(unicodedata.normalize("NFKC", part).casefold() for part in parts)
    return re.compile(anywhere if name.endswith("_UNSPACED") else rf"(?<!\w)(?:{anywhere})(?!\w)")
