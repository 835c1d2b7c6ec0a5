"""Standard Webhooks: how what we tell other systems is signed, and when it is told again."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from domain.case import CaseEventKind

PREFIX = "whsec_"
_WAITS = (
    dt.timedelta(seconds=5),
    dt.timedelta(seconds=30),
    dt.timedelta(minutes=2),
    dt.timedelta(minutes=10),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=6),
    dt.timedelta(hours=12),
)
MOST_ATTEMPTS = len(_WAITS) + 1
EVENTS = {
    CaseEventKind.OPENED: "case.opened",
    CaseEventKind.CLAIMED: "case.assigned",
    CaseEventKind.ASSIGNED: "case.assigned",
    CaseEventKind.REPLIED: "reply.sent",
    CaseEventKind.HANDED_OFF: "handoff.created",
    CaseEventKind.HANDOFF_OPENED: "handoff.opened",
    CaseEventKind.RESOLVED: "case.resolved",
    CaseEventKind.DISMISSED: "case.resolved",
    CaseEventKind.REOPENED: "case.reopened",
}
"""What is told, and how it is called there."""
EVENT_NAMES = tuple(dict.fromkeys(EVENTS.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Somebody who is told. The first secret signs, the others too while one is being changed.

    `private` allows addresses that are not public, and plain http.
    """

    name: str
    url: str
    secrets: tuple[str, ...]
    events: frozenset[str] = frozenset(EVENT_NAMES)
    private: bool = False
    timeout: dt.timedelta = dt.timedelta(seconds=10)

    def __repr__(self) -> str:
        return f"Endpoint({self.name})"


def told_by_event(endpoints: Sequence[Endpoint]) -> dict[str, tuple[str, ...]]:
    """By event: the names of those who are told."""
    return {
        event: tuple(one.name for one in endpoints if event in one.events) for event in EVENT_NAMES
    }


def key_of(secret: str) -> bytes:
    """The key behind whsec_...; raises ValueError where it is none, or too short to be safe."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("it is not base64") from error
    if not 24 <= len(key) <= 64:
        raise ValueError("it must hold 24 to 64 bytes")
    return key


def headers(secrets: tuple[str, ...], *, name: str, body: bytes, at: dt.datetime) -> dict[str, str]:
    """Identity, time and signatures of one attempt; the name is the same for every attempt."""
    stamp = str(int(at.timestamp()))
    signed = f"{name}.{stamp}.".encode() + body
    signatures = (
        base64.b64encode(hmac.new(key_of(one), signed, hashlib.sha256).digest()).decode()
        for one in secrets
    )
    return {
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{one}" for one in signatures),
    }


def next_wait(attempts: int, *, jitter: float) -> dt.timedelta | None:
    """How long to wait after so many failed attempts; None: give up. `jitter` is from 0 to 1.

    Spread by a quarter to either side, so that those who failed together do not return together.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    return _WAITS[max(0, attempts - 1)] * (0.75 + 0.5 * jitter)
