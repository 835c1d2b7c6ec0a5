"""Which words carried the urgency: what the judgement loses when they are left out (occlusion)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from classifier.base import Classifier
from domain.classification import Classification, Urgency

MOST_PARTS = 24
"""In so many parts at most a text is left out: a long one costs no more than a short one."""
_EXCERPT = 240
"""Letters of a long text that are looked at: the most alarming stretch of it."""
_MOST_EXCERPTS = 16
_MOST_SHOWN = 4
_LEAST_SHARE = 0.08
_WORD = re.compile(r"[^\s]+")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_STEP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Characters [start, end), and by how many ranks (0 to 3) urgency falls without them."""

    start: int
    end: int
    share: float


def evidence(classifier: Classifier, text: str) -> tuple[Span, ...]:
    """The parts of the text that carry its urgency, in its order; empty where none stands out.

    Costs one pass over at most MOST_PARTS + 1 short texts, for a long text over some more.
    """
    offset, excerpt = most_alarming(classifier, text)
    parts = parts_of(excerpt)
    if len(parts) < 2:
        return ()
    without = [excerpt[:start] + excerpt[end:] for start, end in parts]
    whole, *rest = map(alarm, classifier.classify([excerpt, *without]))
    found = strongest(parts, [whole - one for one in rest])
    return tuple(replace(one, start=one.start + offset, end=one.end + offset) for one in found)


def most_alarming(classifier: Classifier, text: str) -> tuple[int, str]:
    """The stretch of a long text that alarms most, and where it begins; a short text itself."""
    if len(text) <= _EXCERPT:
        return 0, text
    count = min(_MOST_EXCERPTS, -(-len(text) // _EXCERPT))
    begins = [round(at * (len(text) - _EXCERPT) / (count - 1)) for at in range(count)]
    stretches = [text[begin : begin + _EXCERPT] for begin in begins]
    alarms = [alarm(one) for one in classifier.classify(stretches)]
    worst = max(range(count), key=alarms.__getitem__)
    return begins[worst], stretches[worst]


def alarm(found: Classification) -> float:
    """The expected rank of the urgency: 0 where none is sure, 3 where critical is."""
    scores = found.scores.get("urgency", {})
    return sum(probability * Urgency(label).rank for label, probability in scores.items())


def parts_of(text: str, most: int = MOST_PARTS) -> list[tuple[int, int]]:
    """Words, or a few letters where the script writes no spaces; joined to at most `most` parts."""
    pieces = [piece for match in _WORD.finditer(text) for piece in _pieces(text, *match.span())]
    size = -(-len(pieces) // most) or 1
    groups = [pieces[at : at + size] for at in range(0, len(pieces), size)]
    return [(group[0][0], group[-1][1]) for group in groups]


def strongest(parts: Sequence[tuple[int, int]], falls: Sequence[float]) -> tuple[Span, ...]:
    """The few parts without which urgency falls most; neighbours become one."""
    best = sorted(range(len(parts)), key=lambda index: -falls[index])[:_MOST_SHOWN]
    spans: list[Span] = []
    for index in sorted(index for index in best if falls[index] >= _LEAST_SHARE):
        (start, end), share = parts[index], round(falls[index], 3)
        if spans and index and parts[index - 1][1] == spans[-1].end:
            last = spans.pop()
            start, share = last.start, max(last.share, share)
        spans.append(Span(start=start, end=end, share=share))
    return tuple(spans)


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    if not _UNSPACED.search(text, start, end):
        return [(start, end)]
    return [(at, min(at + _STEP, end)) for at in range(start, end, _STEP)]
