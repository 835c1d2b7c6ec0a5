"""Full text in memory: which documents hold the rare words of a question.

Neither database ranks as we need it: FTS5 and tsvector order the same texts differently, and
tsvector does not know which words are rare. This index is the same on both. Its terms are those of
domain.words, long words cut to their beginning, so that "refunds" finds "refund" in any language.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.words import words

STEM = 5
"""Letters by which two words are one."""
COMMON = 0.02
"""A term that more documents hold than this says nothing about any of them..."""
FEW = 5
"""...unless so few do."""
_SATURATION, _LENGTH = 1.2, 0.75
"""The usual constants of BM25."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What the words of one question find.

    `scores` holds documents that share a term with it. `share` says how much of the question's
    weight these documents know at all: near 0 where it is in another language than they are.
    """

    scores: Mapping[int, float]
    share: float


class WordIndex:
    """Documents by their terms."""

    def __init__(self, texts: Sequence[str]) -> None:
        counted = [Counter(terms(text)) for text in texts]
        lengths = [sum(one.values()) for one in counted]
        mean = sum(lengths) / len(lengths) if lengths else 1.0
        self._documents = len(texts)
        self._found: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, (one, length) in enumerate(zip(counted, lengths, strict=True)):
            fixed = _SATURATION * (1 - _LENGTH + _LENGTH * length / (mean or 1.0))
            for term, times in one.items():
                self._found[term].append((place, times / (times + fixed)))

    def match(self, question: str) -> Matched:
        """The documents that hold the question's rare words, each with its BM25."""
        scores: dict[int, float] = defaultdict(float)
        known = total = 0.0
        for term in dict.fromkeys(terms(question)):
            those = self._found.get(term, [])
            held = len(those)
            if held > max(FEW, COMMON * self._documents):
                continue
            weight = self._rarity(held)
            total += weight
            if held:
                known += weight
                for place, part in those:
                    scores[place] += weight * part
        return Matched(scores=scores, share=known / total if total else 0.0)

    def _rarity(self, held: int) -> float:
        return math.log(1 + (self._documents - held + 0.5) / (held + 0.5))


def terms(text: str) -> list[str]:
    """The words of a text, cut to their beginning."""
    return [word[:STEM] for word in words(text)]
