"""Keys of stored records."""

from __future__ import annotations


def key(value: int | None) -> int:
    """The key of a record that is known to be stored."""
    if value is None:
        raise ValueError("this record has not been stored yet")
    return value
