"""Rate limits: so many calls a window, on the scenario clock."""

from __future__ import annotations

from dataclasses import dataclass

QUARTER = 15 * 60.0
HOUR = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Where a window stands after a call; `allowed` is false for the one too many."""

    limit: int
    used: int
    resets_at: float

    @property
    def allowed(self) -> bool:
        return self.used <= self.limit

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)


class Limits:
    """Fixed windows, each opened by its first call."""

    def __init__(self, window: float = QUARTER) -> None:
        self._window = window
        self._open: dict[str, Usage] = {}

    def take(self, name: str, limit: int, *, now: float) -> Usage:
        """Count one call."""
        last = self._open.get(name)
        if last is None or now >= last.resets_at:
            last = Usage(limit=limit, used=0, resets_at=now + self._window)
        usage = Usage(limit=limit, used=min(last.used, limit) + 1, resets_at=last.resets_at)
        self._open[name] = usage
        return usage
