"""What a network tells us later about a reply that we sent: on its way, there, read, or not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Arrival(StrEnum):
    """How far a reply came; the network may tell them late and in any order."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`external_id` is the network's name of the reply, `idempotency_key` ours, if it gave it back.

    `reason` says of a failed one why, and what can be done.
    """

    external_id: str
    arrival: Arrival
    at: dt.datetime | None = None
    idempotency_key: str | None = None
    reason: str = ""
