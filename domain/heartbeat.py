"""Whether a process gets on with its work, from when each of its jobs last did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

TICK = "tick"
"""The job that does nothing: without its beat the loop itself stands still."""


class Unready(StrEnum):
    """Why a process should be given no work yet; the word is all that strangers are told."""

    STARTING = "starting"  # it has not come round for the first time
    DATABASE = "database"  # it cannot be reached
    SCHEMA = "schema"  # it is not the one that this version expects
    MODEL = "model"  # it cannot be loaded: mentions are stored, and wait
    STALLED = "stalled"  # a job has not ended for too long


def stalled(
    beats: Mapping[str, dt.datetime], limits: Mapping[str, dt.timedelta], *, now: dt.datetime
) -> tuple[str, ...]:
    """The jobs whose last beat is older than their limit, by name."""
    return tuple(sorted(name for name, limit in limits.items() if now - beats[name] > limit))
