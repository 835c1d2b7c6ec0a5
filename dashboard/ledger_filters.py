"""What a manager wants to see of the ledger, kept in the page's address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.ledger import Reason

DAYS = (1, 7, 30, 90)
DEFAULT_DAYS = 30


class Part(StrEnum):
    """Of the page; one is open at a time."""

    WHOLE = "whole"
    PLACES = "places"
    TIMES = "times"
    WORK = "work"
    PROMISES = "promises"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFilter:
    """The last so many days, these networks and teams, names for this reason (None: all)."""

    part: Part = Part.WHOLE
    days: int = DEFAULT_DAYS
    platforms: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    reason: Reason | None = None

    @property
    def span(self) -> dt.timedelta:
        return dt.timedelta(days=self.days)


def from_query(query: Mapping[str, str]) -> LedgerFilter:
    """The filter that an address means; what it does not know counts as not chosen."""
    days = query.get("days", "")
    return LedgerFilter(
        part=next((one for one in Part if one.value == query.get("part")), Part.WHOLE),
        days=next((one for one in DAYS if str(one) == days), DEFAULT_DAYS),
        platforms=_split(query.get("platform", "")),
        teams=_split(query.get("team", "")),
        reason=next((one for one in Reason if one.value == query.get("reason")), None),
    )


def to_query(wanted: LedgerFilter) -> dict[str, str]:
    """The address's part for a filter; defaults are left out."""
    parts = {
        "part": wanted.part.value if wanted.part is not Part.WHOLE else "",
        "days": str(wanted.days) if wanted.days != DEFAULT_DAYS else "",
        "platform": ",".join(wanted.platforms),
        "team": ",".join(wanted.teams),
        "reason": wanted.reason.value if wanted.reason else "",
    }
    return {name: value for name, value in parts.items() if value}


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(",")[:30] if part and len(part) <= 64)
