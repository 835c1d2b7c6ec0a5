"""Which posts a brand listens for: words and phrases to include, others that exclude, languages."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"\w+")
_ALSO = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "’": "'"})
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
"""Scripts written without spaces between words, and Korean, whose endings cling to the word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeywordRule:
    """A post matches if it has one of `include` and none of `exclude`.

    A term is a word, a phrase of words in a row, or the beginning of a word with * behind it; case
    and accents do not matter, # and @ neither. In scripts without spaces a term is found anywhere.
    `languages` are codes; a post whose language is not known passes.
    """

    include: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def match(self, text: str, language: str | None = None) -> str | None:
        """The first term of `include` that is in the text; None where the rule does not match."""
        if self.languages and language and _main(language) not in map(_main, self.languages):
            return None
        read = _Read(text)
        found = next((term for term in self.include if read.has(term)), None)
        return None if found is None or any(map(read.has, self.exclude)) else found


class _Read:
    """A text as terms are looked for in it."""

    def __init__(self, text: str) -> None:
        self._text = folded(text)
        self._words = " " + " ".join(_WORD.findall(self._text)) + " "

    def has(self, term: str) -> bool:
        wanted, anywhere, begins = _term(term)
        if not wanted:
            return False
        if anywhere:
            return wanted in self._text
        return f" {wanted}{'' if begins else ' '}" in self._words


def folded(text: str) -> str:
    """Without case, accents and compatibility forms (full width, ligatures)."""
    apart = unicodedata.normalize("NFKD", text).casefold().translate(_ALSO)
    bare = "".join(one for one in apart if unicodedata.category(one) != "Mn")
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=1024)
def _term(term: str) -> tuple[str, bool, bool]:
    """The folded term, whether it is found inside words, and whether it only begins one."""
    plain = folded(term).strip()
    if _UNSPACED.search(plain):
        return plain.strip("*"), True, False
    return " ".join(_WORD.findall(plain)), False, plain.endswith("*")


def _main(language: str) -> str:
    return language.lower().partition("-")[0]
