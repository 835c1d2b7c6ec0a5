"""A share with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

Z = 1.959964
"""Of the normal distribution: 95 % lie within so many standard deviations."""
ENOUGH = 20
"""With less, a share is shown as one of few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many of so many. The interval is Wilson's, 95 %; without a whole there is none."""

    part: int = 0
    whole: int = 0

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None

    @property
    def few(self) -> bool:
        """Too few to rely on."""
        return self.whole < ENOUGH

    @property
    def interval(self) -> tuple[float, float]:
        """(low, high)"""
        n = self.whole
        if not n:
            return 0.0, 1.0
        p, z2 = self.part / n, Z * Z
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(0.0, min(middle - half, p)), min(1.0, max(middle + half, p))

    def in_words(self) -> str:
        """61 % (48 to 73), 34 of 56"""
        if self.value is None:
            return "none yet"
        low, high = self.interval
        return (
            f"{self.value:.0%} ({low * 100:.0f} to {high * 100:.0f}), "
            f"{self.part:,} of {self.whole:,}"
        )
