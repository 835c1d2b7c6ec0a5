"""One order from two: how near the meaning is, and which rare words are shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

WORDS_WEIGHT = 0.2
"""What the best match of words is worth, in cosines, where the articles know every word asked."""


def fused(
    nearness: Sequence[float], matched: Mapping[int, float], share: float, *, weight: float
) -> list[float]:
    """A score for each place: its cosine, and more where it holds the question's words.

    Words count relative to the best match and only as far as the collection speaks the question's
    language (`share`): a Greek question shares no more than a name with English articles, and then
    the order is that of the cosines alone.
    """
    best = max(matched.values(), default=0.0)
    if best <= 0.0:
        return list(nearness)
    worth = weight * share / best
    return [near + worth * matched.get(place, 0.0) for place, near in enumerate(nearness)]
