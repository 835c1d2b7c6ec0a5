"""One question after a matter was settled, and the number that answers it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

BEST = 5
_NUMBER = re.compile(
    r"\W*(?:@\w+\W+)*([1-5])(?:\s*(?:/\s*5|of 5|out of 5|von 5|sur 5|de 5|su 5|van 5))?"
    r"(?:\s*(?:stars?|sterne?|points?|★|⭐️?))?\W*",
    re.IGNORECASE,
)
_STARS = re.compile(r"\s*(?:@\w+\s+)*((?:★|⭐️?){1,5})(?:☆*)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyRules:
    """Whether customers are asked, how long after the end, and how long an answer counts."""

    enabled: bool = False
    after: dt.timedelta = dt.timedelta(hours=1)
    not_after: dt.timedelta = dt.timedelta(days=1)
    counts_for: dt.timedelta = dt.timedelta(days=7)


def score_in(text: str) -> int | None:
    """1 to 5 where the post says nothing else; None for everything that says more."""
    found = _NUMBER.fullmatch(text)
    if found:
        return int(found[1])
    stars = _STARS.fullmatch(text)
    return sum(one in "★⭐" for one in stars[1]) if stars else None
