"""A summary of what a customer wrote: sentences of hers, the same ones whenever it is asked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from domain.text import one_line
from domain.words import words

MOST_SENTENCES = 3
LONGEST_SENTENCE = 240
_FEWEST_LETTERS = 8
_SENTENCE = re.compile(
    r"[^.!?\u2026\u3002\uff01\uff1f\u061f\n]+[.!?\u2026\u3002\uff01\uff1f\u061f]*"
)
_NOISE = re.compile(r"https?://\S+|[@#]\w+")


def summary(texts: Sequence[str], *, most: int = MOST_SENTENCES) -> tuple[str, ...]:
    """The sentences that carry most of what these texts are about, in the order of writing.

    A sentence weighs what its words weigh (how many sentences speak of them, short words less),
    by its length; a number or a question weighs more, and so does the first sentence of all, which
    usually says what it is about.
    """
    sentences = _sentences(texts)
    spoken_of = Counter(word for _, found in sentences for word in set(found))
    scored = sorted(
        (-_weight(text, found, spoken_of, first=place == 0), place)
        for place, (text, found) in enumerate(sentences)
    )
    chosen = sorted(place for _, place in scored[:most])
    return tuple(one_line(sentences[place][0], LONGEST_SENTENCE) for place in chosen)


def _sentences(texts: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Each sentence that says something, once, with its words."""
    found: dict[str, list[str]] = {}
    for text in texts:
        for match in _SENTENCE.finditer(text):
            line = " ".join(match.group().split())
            said = words(_NOISE.sub(" ", line))
            if said and sum(map(len, said)) >= _FEWEST_LETTERS:
                found.setdefault(line, said)
    return list(found.items())


def _weight(text: str, said: list[str], spoken_of: Counter[str], *, first: bool) -> float:
    heavy = sum(spoken_of[word] * min(len(word), 8) for word in said)
    weight = heavy / (len(said) + 4)
    if any(sign.isdigit() for sign in text):
        weight *= 1.3
    if text.endswith(("?", "\uff1f", "\u061f")):
        weight *= 1.2
    return weight * 1.5 if first else weight
