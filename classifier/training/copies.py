"""Rows that say what a measured post says: learned from, they would flatter the figures.

The sets share sources. A post comes again under another number, cut short, or with its links and
handles written otherwise, so that a fold by number alone does not keep the two apart.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from classifier.training.config import Config
from classifier.training.data import Row, folds, load, load_test

_BESIDE = re.compile(r"https?(?:://\S+)?|@\w+")
_WORD = re.compile(r"\w+")
_LONG = 4
"""Words of a shingle."""
_FEWEST = 3
"""A post of fewer shingles ("thanks, it works now") may well be written twice."""
_SAME = 0.5
"""Jaccard similarity of the shingles from which two posts are the same."""


def rows_to_learn_from(folder: Path, config: Config) -> list[Row]:
    """All rows in a fixed order, without those outside the held-out fold that copy a measured one.

    The held-out fold itself stays: it is measured and calibrated on, never trained on.
    """
    rows = load(folder, config.sets, config.seed)
    held_out = config.finetune.hold_out_fold
    measured = Measured(
        row.text
        for test in config.tests
        for row in load_test(folder, test, held_out, config.folds, config.seed)
    )
    kept = zip(rows, folds(rows, config.folds).tolist(), strict=True)
    return [row for row, fold in kept if fold == held_out or not measured.has(row.text)]


class Measured:
    """The shingles of the posts that are measured."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._shingles = [found for text in texts if len(found := shingles(text)) >= _FEWEST]
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, found in enumerate(self._shingles):
            for shingle in found:
                self._places[shingle].append(place)

    def has(self, text: str) -> bool:
        """Whether one of them says the same."""
        mine = shingles(text)
        if len(mine) < _FEWEST:
            return False
        shared = Counter(place for one in mine for place in self._places.get(one, ()))
        return any(
            number / len(mine | self._shingles[place]) >= _SAME for place, number in shared.items()
        )


def shingles(text: str) -> frozenset[str]:
    """Each run of four words, without case, links and handles."""
    words = _WORD.findall(_BESIDE.sub(" ", text.casefold()))
    return frozenset(
        " ".join(words[start : start + _LONG]) for start in range(max(1, len(words) - _LONG + 1))
    )
