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

    `scores` holds passages that share a term with it. `share` says how much of the question's
    weight these documents know at all: near 0 where it is in another language than they are.
    """

    scores: Mapping[int, float]
    share: float


class WordIndex:
    """Passages by their terms; a term is rare or common by the documents, not the passages."""

    def __init__(self, texts: Sequence[str], owners: Sequence[int]) -> None:
        """`owners` names each passage's document."""
        counted = [Counter(terms(text)) for text in texts]
        lengths = [sum(one.values()) for one in counted]
        mean = sum(lengths) / len(lengths) if lengths else 1.0
        self._documents = len(set(owners))
        self._found: dict[str, list[tuple[int, float]]] = defaultdict(list)
        holders: dict[str, set[int]] = defaultdict(set)
        for passage, (one, length) in enumerate(zip(counted, lengths, strict=True)):
            fixed = _SATURATION * (1 - _LENGTH + _LENGTH * length / (mean or 1.0))
            for term, times in one.items():
                self._found[term].append((passage, times / (times + fixed)))
                holders[term].add(owners[passage])
        self._held = {term: len(those) for term, those in holders.items()}

    def match(self, question: str) -> Matched:
        """The passages that hold the question's rare words, each with a BM25 of squared rarity."""
        scores: dict[int, float] = defaultdict(float)
        known = total = 0.0
        for term in dict.fromkeys(terms(question)):
            held = self._held.get(term, 0)
            if held > max(FEW, COMMON * self._documents):
                continue
            weight = self._rarity(held)
            total += weight
            if held:
                known += weight
                for passage, part in self._found[term]:
                    scores[passage] += weight * part
        return Matched(scores=scores, share=known / total if total else 0.0)

    def _rarity(self, held: int) -> float:
        return math.log(1 + (self._documents - held + 0.5) / (held + 0.5)) ** 2


def terms(text: str) -> list[str]:
    """The words of a text, cut to their beginning."""
    return [word[:STEM] for word in words(text)]
