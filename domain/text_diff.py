"""What somebody changed in a text, word by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from enum import StrEnum


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


_PART = re.compile(r"\s+|\w+|[^\w\s]")


def changes(before: str, after: str) -> tuple[tuple[Change, str], ...]:
    """The parts of both texts in order: without what was added it is the one before."""
    return tuple(_joined(_each(_PART.findall(before), _PART.findall(after))))


def _each(before: list[str], after: list[str]) -> Iterator[tuple[Change, str]]:
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for step, a, b, c, d in matcher.get_opcodes():
        if step == "equal":
            yield Change.SAME, "".join(before[a:b])
            continue
        yield Change.REMOVED, "".join(before[a:b])
        yield Change.ADDED, "".join(after[c:d])


def _joined(parts: Iterator[tuple[Change, str]]) -> Iterator[tuple[Change, str]]:
    yield from ((change, words) for change, words in parts if words)
