"""What a run with kills has wrong and one without has not, and whether that is more than chance.

No two runs are alike: which of a customer's posts comes before which answer hangs on moments, and
so does a handful of cases. The scenario is the same, so its matters can be compared one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import comb
from typing import Any

FAULTS = ("lost", "duplicates", "double_replies")
CHANCE = 0.05
"""Less probable than this is no chance any more."""


def compare(killed: Mapping[str, Any], calm: Mapping[str, Any]) -> dict[str, Any]:
    """The wrong cases that only one run has, how probable so many are by chance, and the verdict.

    It holds if nothing was lost or done twice, each kill came after a poll, and no more cases are
    wrong than chance explains.
    """
    one, other = Counter(killed["wrong_examples"]), Counter(calm["wrong_examples"])
    only_killed, only_calm = list((one - other).elements()), list((other - one).elements())
    probability = excess_by_chance(only_killed, only_calm)
    return {
        "wrong_only_with_kills": only_killed,
        "wrong_only_without": only_calm,
        "p_value": round(probability, 3),
        "holds": not any(killed[fault] for fault in FAULTS)
        and not killed["kills_before_a_poll"]
        and probability >= CHANCE,
    }


def excess_by_chance(ours: Sequence[object], theirs: Sequence[object]) -> float:
    """How probable it is that of what differs so many fall to one side: the exact sign test.

    One-sided, as McNemar's test for paired counts (Psychometrika 12, 1947) in its exact form.
    """
    both = len(ours) + len(theirs)
    return sum(comb(both, many) for many in range(len(ours), both + 1)) / (1 << both)
