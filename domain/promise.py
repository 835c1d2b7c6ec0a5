"""A promise: what we said in a reply that we would do, and by when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class PromiseStatus(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"  # the time passed; it stays so, even if we did it later
    DROPPED = "dropped"  # a person said: this is not a promise, or its reply was never sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One sentence of a reply that promises something by a certain time."""

    words: str
    due_at: dt.datetime
