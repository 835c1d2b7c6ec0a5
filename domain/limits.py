"""What a server still allows, as it says itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """One limit of one endpoint: `left` is a share from 0 to 1 until `resets_at`."""

    name: str
    left: float
    remaining: int | None = None
    most: int | None = None
    resets_at: dt.datetime | None = None

    def blocked_until(self, now: dt.datetime) -> dt.datetime | None:
        """When the next request may be sent; None where one may be sent now."""
        if self.left > 0 or self.resets_at is None or self.resets_at <= now:
            return None
        return self.resets_at
