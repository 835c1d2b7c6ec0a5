"""The key under which Bluesky keeps a reply: made from ours, so that a repeat is the same."""

from __future__ import annotations

import datetime as dt
import hashlib

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_FIRST = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
_LAST = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


def record_key(idempotency_key: str, near: dt.datetime) -> str:
    """A TID (13 characters that sort by time): the second of `near`, the rest from the key.

    Source: https://atproto.com/specs/tid (2026-11-22).
    """
    second = int(min(max(near, _FIRST), _LAST).timestamp()) * 1_000_000
    digest = int.from_bytes(hashlib.sha256(idempotency_key.encode("utf-8", "replace")).digest()[:8])
    microseconds, clock = second + (digest >> 10) % 1_000_000, digest & 1023
    number = (microseconds << 10) | clock
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(60, -1, -5))
