"""Snowflakes: ids that carry the millisecond of their making, as X counts them."""

from __future__ import annotations

EPOCH_MS = 1288834974657
_BITS = 22


def snowflake(at: float, sequence: int) -> int:
    """The id of the sequence-th item, made at this moment."""
    return (_milliseconds(at) - EPOCH_MS) << _BITS | sequence % (1 << _BITS)


def first_at(at: float) -> int:
    """The smallest id that an item of this moment can have."""
    return max(0, (_milliseconds(at) - EPOCH_MS) << _BITS)


def moment(order: int) -> float:
    """When the item with this id was made."""
    return ((order >> _BITS) + EPOCH_MS) / 1000


def _milliseconds(at: float) -> int:
    return int(at * 1000)
