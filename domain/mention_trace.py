"""A trace's number follows from its mention's, so that no process has to pass it on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceName:
    """What OpenTelemetry calls trace id and span id; the span is the first one, the hearing."""

    trace: int
    first_span: int


def name_of(installation: str, mention_id: int) -> TraceName:
    """The same in every process and for ever; another installation's mention has another one."""
    told = hashlib.sha256(f"{installation}\0{mention_id}".encode()).digest()
    return TraceName(
        trace=int.from_bytes(told[:16]) or 1, first_span=int.from_bytes(told[16:24]) or 1
    )
