"""Whether an article solved what it was sent for: by the customer not coming back."""

from __future__ import annotations

import datetime as dt
import math

PATIENCE = dt.timedelta(days=7)
"""Who has not written again about the same matter by then needed nobody."""
_SIGMAS = 1.96


def solved(*, sent_at: dt.datetime, came_back: bool, now: dt.datetime) -> bool | None:
    """Solved, not solved, or not known yet; `came_back` is about the time within PATIENCE."""
    if came_back:
        return False
    return True if now >= sent_at + PATIENCE else None


def likely(successes: int, tries: int) -> tuple[float, float]:
    """Between what a share really lies, 19 times of 20 (Wilson); all is possible without a try."""
    if not tries:
        return 0.0, 1.0
    share, spread = successes / tries, _SIGMAS**2 / tries
    middle = share + spread / 2
    reach = _SIGMAS * math.sqrt(share * (1 - share) / tries + spread / (4 * tries))
    return max(0.0, (middle - reach) / (1 + spread)), min(1.0, (middle + reach) / (1 + spread))
