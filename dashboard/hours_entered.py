"""Opening hours as people type them: 9-17, 18:30 – 20."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SPAN = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(?:-|\u2013|\u2014)\s*(\d{1,2})(?:[:.h](\d{2}))?")
_APART = re.compile(r"[,;\n]|\s+(?=\d{1,2}(?:[:.h]\d{2})?\s*(?:-|\u2013|\u2014))")


def shifts_in(text: str) -> list[str]:
    """The shifts as the settings have them; what is none stays as it was typed, to be refused."""
    parts = [part.strip() for part in _APART.split(text)]
    return [_written(part) for part in parts if part]


def typed(shifts: Sequence[str] | None) -> str:
    """What the field of a day begins with."""
    return ", ".join(shifts or ())


def _written(part: str) -> str:
    found = _SPAN.fullmatch(part)
    if found is None:
        return part
    begins, ends = (f"{int(found[n]):02}:{found[n + 1] or '00'}" for n in (1, 3))
    return f"{begins}-{ends}"
