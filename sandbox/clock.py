"""The scenario clock: linear in real time, so that a consumer can compute it without asking."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.posts import Json


@dataclass(slots=True, kw_only=True)
class Clock:
    """now = scenario_start + (real time - real_start) * speed; all in epoch seconds."""

    scenario_start: float
    ends_at: float
    speed: float = 1.0
    real_now: Callable[[], float] = time.time
    real_start: float = field(default=0.0)

    def __post_init__(self) -> None:
        self.real_start = self.real_start or self.real_now()

    def now(self) -> float:
        return self.scenario_start + (self.real_now() - self.real_start) * self.speed

    def restart(self) -> None:
        """Begin again now."""
        self.real_start = self.real_now()

    def skip(self, seconds: float) -> None:
        """Let scenario time pass at once."""
        self.real_start -= seconds / self.speed

    def facts(self) -> Json:
        """What the control plane tells of it."""
        now = self.now()
        return {
            "now": now,
            "scenario_start": self.scenario_start,
            "real_start": self.real_start,
            "speed": self.speed,
            "ends_at": self.ends_at,
            "ended": now >= self.ends_at,
        }


def real_time(start: float | None = None) -> Clock:
    """A clock at speed 1 with nothing to wait for."""
    begin = time.time() if start is None else start
    return Clock(scenario_start=begin, ends_at=begin)


def filling(minutes: float, *, start: float, end: float) -> Clock:
    """A clock on which start to end takes this many real minutes."""
    return Clock(scenario_start=start, ends_at=end, speed=max(1.0, end - start) / (minutes * 60))
