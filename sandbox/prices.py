"""What X charges since 2026-02-06, and what is left of the credits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sandbox.posts import Json

PRICES = {
    "post_read": 0.005,
    "owned_read": 0.001,
    "user_read": 0.010,
    "dm_read": 0.010,
    "post_create": 0.015,
    "post_create_with_link": 0.200,
    "summoned_reply": 0.010,
    "dm_create": 0.015,
}
"""US dollars for each; owned reads are those of the app owner's own timelines."""

DAY = 86_400.0


class Ledger:
    """What was spent, on what. Without a balance the credits never end."""

    def __init__(self) -> None:
        self.balance: float | None = None
        self._counts: Counter[str] = Counter()
        self._seen: set[str] = set()
        self._day = 0.0

    @property
    def spent(self) -> float:
        return round(sum(PRICES[what] * count for what, count in self._counts.items()), 6)

    @property
    def depleted(self) -> bool:
        return self.balance is not None and self.balance <= 0

    def charge(self, what: str, times: int = 1) -> None:
        self._counts[what] += times
        if self.balance is not None:
            self.balance = round(self.balance - PRICES[what] * times, 6)

    def charge_reads(self, what: str, ids: Iterable[str], *, now: float) -> None:
        """The same thing read again within one UTC day is free."""
        if now // DAY != self._day:
            self._day, self._seen = now // DAY, set()
        fresh = {f"{what}:{name}" for name in ids} - self._seen
        self._seen |= fresh
        self.charge(what, len(fresh))

    def facts(self) -> Json:
        return {"spent": self.spent, "balance": self.balance, "counts": dict(self._counts)}
