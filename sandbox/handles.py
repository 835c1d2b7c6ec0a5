"""Handles inside a text, as X finds them."""

from __future__ import annotations

import re
from itertools import takewhile

HANDLE = re.compile(r"(?<![A-Za-z0-9_@/])@([A-Za-z0-9_]{1,15})(?![A-Za-z0-9_@])")


def handles_in(text: str) -> frozenset[str]:
    """Every handle that the text mentions, in lower case."""
    return frozenset(found.lower() for found in HANDLE.findall(text))


def named_first(text: str) -> frozenset[str]:
    """The handles with which the text begins, in lower case."""
    return handles_in(" ".join(takewhile(lambda word: word.startswith("@"), text.split())))


def with_handle(text: str, handle: str) -> str:
    """The text, with the handle in front where it does not mention it yet."""
    return text if handle.lower() in handles_in(text) else f"@{handle} {text}".strip()
