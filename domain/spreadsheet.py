"""Customers' words on their way into a spreadsheet: nothing in them is a formula there."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What spreadsheets take for the beginning of a formula, full-width forms too."""


def harmless(value: object) -> str:
    """The value as a cell: an apostrophe keeps what looks like a formula text."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
