"""How much is spent on seeing whether posts are still there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckRules:
    """So many requests a day and network, over posts that are not older than `within`."""

    requests: int = 1
    within: dt.timedelta = dt.timedelta(days=7)
