"""The words of a text, as the search knows them: the same for what is stored and what is typed.

Both databases are given these words and nothing else, so that they find the same. A word is a run
of letters and digits of any script, in small letters and without accents. Chinese, Japanese, Thai
and others write without spaces: there, each letter and each pair of neighbours is a word. So is an
emoji. Everything else separates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 40
MOST_ASKED = 12
BEGINS_FROM = 3
"""A typed word of this many letters also finds those that begin with it; of two in other scripts
than the Latin: in Korean and Hebrew two letters are a word."""

_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u0640\u064b-\u065f\u0670]"
)
"""Accents; the vowel points of Hebrew and Arabic, which few write, and its stretching line."""
_UNSPACED = (
    "\u0e01-\u0e5b\u0e81-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_EMOJI = "\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001f3fa\U0001f400-\U0001faff"
_RUN = re.compile(
    f"(?P<unspaced>[{_UNSPACED}]+)|(?P<emoji>[{_EMOJI}])"
    f"|(?P<spaced>(?:[^\\W_{_UNSPACED}]|[\u0900-\u0dff\u0e00-\u0fff\u1000-\u17ff])+)"
)
_FOLDED = str.maketrans({"ı": "i", "ß": "ss", "ς": "σ", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي"})


@dataclass(frozen=True, slots=True, order=True)
class Asked:
    """One typed word; `begins` says that longer words which begin with it are meant too."""

    word: str
    begins: bool


def words(text: str) -> list[str]:
    """The words of a stored text, each once, in the order of their first appearance."""
    return list(dict.fromkeys(word for kind, run in _runs(text) for word in _stored(kind, run)))


def asked(text: str) -> tuple[Asked, ...]:
    """What somebody typed; empty where it holds no word. All of them must be found."""
    found = dict.fromkeys(one for kind, run in _runs(text) for one in _typed(kind, run))
    return tuple(found)[:MOST_ASKED]


def _runs(text: str) -> Iterator[tuple[str, str]]:
    for match in _RUN.finditer(_folded(text)):
        yield match.lastgroup or "", match.group()


def _folded(text: str) -> str:
    small = text.casefold()
    if small.isascii():
        return small
    apart = unicodedata.normalize("NFKD", small)
    return unicodedata.normalize("NFC", _MARKS.sub("", apart)).casefold().translate(_FOLDED)


def _stored(kind: str, run: str) -> Iterator[str]:
    if kind == "unspaced":
        yield from run
        yield from _pairs(run)
    else:
        yield run[:LONGEST]


def _typed(kind: str, run: str) -> Iterator[Asked]:
    if kind == "unspaced":
        for word in _pairs(run) if len(run) > 1 else run:
            yield Asked(word, begins=False)
    else:
        enough = len(run) >= BEGINS_FROM - (not run.isascii())
        yield Asked(run[:LONGEST], begins=kind == "spaced" and enough)


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]
