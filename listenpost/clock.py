"""What time it is: business time, which a demo can speed up, and real time for leases."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass

Now = Callable[[], dt.datetime]


def _real_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """`now` is the time that deadlines live in; `wall` is real time, for leases and sign-ins.

    `speed` is how many of its seconds pass in a real one.
    """

    now: Now = _real_now
    wall: Now = _real_now
    speed: float = 1.0


def scenario_clock(*, scenario_start: dt.datetime, real_start: float, speed: float) -> Clock:
    """Began at `scenario_start` at the epoch second `real_start`; runs `speed` times as fast."""

    def now() -> dt.datetime:
        return scenario_start + dt.timedelta(seconds=(time.time() - real_start) * speed)

    return Clock(now=now, speed=speed)
