"""Which settings changed between what was recorded last and what holds now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

UNSET = "unset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One setting; both values are labels of ours, never a secret."""

    path: str
    before: str
    after: str


def changes(
    recorded: Mapping[str, str], now: Mapping[str, str], usual: Mapping[str, str]
) -> list[Change]:
    """By path. What was never recorded was as it is where nothing is set (`usual`)."""
    found = (
        Change(
            path=path,
            before=recorded.get(path, usual.get(path, UNSET)),
            after=now.get(path, UNSET),
        )
        for path in sorted({*recorded, *now})
    )
    return [one for one in found if one.before != one.after]
