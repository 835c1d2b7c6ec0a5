"""A listener that is configured, in the settings' file or from the dashboard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from domain.budget import Budget
from domain.mention import Platform
from listeners.base import Listener


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedListener:
    """A configured listener; `make` builds it when it is first polled.

    `adaptive` listeners poll where posts are due, in the mean every `poll_every`. `time_limit` is
    real time for one poll. `webhook_address` is how deliveries name its account; one that is
    `only_told` hears nothing else.
    """

    name: str
    kind: str
    platform: Platform
    poll_every: dt.timedelta
    make: Callable[[], Listener]
    account: str = ""
    adaptive: bool = False
    budget: Budget = field(default_factory=Budget)
    time_limit: dt.timedelta = dt.timedelta(minutes=2)
    token_expires_at: dt.datetime | None = None
    webhook_address: str | None = None
    only_told: bool = False
