"""Two programs that answer each other: told by their haste and their alike words."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+")
_ALIKE = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that was said in a conversation; `automatic`: no person approved it."""

    at: dt.datetime
    ours: bool
    text: str
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopRules:
    """So many exchanges within this time, and a person has to look."""

    exchanges: int = 4
    within: dt.timedelta = dt.timedelta(minutes=10)


def is_loop(rules: LoopRules, said: Sequence[Said], now: dt.datetime) -> bool:
    """Whether the last of `said`, which is about to be sent, would go on with a loop.

    An exchange is something of theirs and our answer to it. What we say without a person counts as
    it is; what people say counts only where both sides repeat themselves.
    """
    recent = sorted(
        (one for one in said if now - one.at <= rules.within), key=lambda one: (one.at, one.ours)
    )
    pairs = [
        (before, after)
        for before, after in itertools.pairwise(recent)
        if after.ours and not before.ours
    ][-rules.exchanges :]
    if len(pairs) < rules.exchanges:
        return False
    theirs, ours = [before for before, _ in pairs], [after for _, after in pairs]
    if all(one.automatic for one in ours):
        return True
    return _repeat(ours) and _repeat(theirs)


def _repeat(texts: Sequence[Said]) -> bool:
    return all(alike(one.text, other.text) for one, other in itertools.pairwise(texts))


def alike(one: str, other: str) -> bool:
    """Whether two texts are nearly the same: numbers, names of days and a greeting may differ."""
    first, second = (frozenset(_WORD.findall(text.casefold())) for text in (one, other))
    if not first or not second:
        return one.split() == other.split()
    return len(first & second) >= _ALIKE * len(first | second)
