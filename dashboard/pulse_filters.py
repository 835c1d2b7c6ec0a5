"""What marketing wants to see of the pulse, kept in the page's address: links can be shared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboard import filters
from domain.classification import Topic
from listenpost.services.pulse import DAYS, PulseFilter
from listenpost.services.pulse_change import DriverKind
from listenpost.services.pulse_split import SplitBy

_TOPICS = frozenset(one.value for one in Topic)


@dataclass(frozen=True, slots=True, kw_only=True)
class PulsePlace:
    """The filter, what the mood is split by, the two days that are compared (None: the newest),
    and whose posts are shown.
    """

    wanted: PulseFilter = field(default_factory=PulseFilter)
    split: SplitBy | None = None
    day: dt.date | None = None
    against: dt.date | None = None
    kind: DriverKind = DriverKind.TOPIC
    name: str = ""


def from_query(query: Mapping[str, str]) -> PulsePlace:
    """The place that an address means; what it does not know counts as not chosen."""
    days = query.get("days", "")
    wanted = PulseFilter(
        days=next((one for one in DAYS if str(one) == days), DAYS[0]),
        platforms=_split(query.get("platform", "")),
        languages=_split(query.get("language", "")),
        topics=tuple(one for one in _split(query.get("topic", "")) if one in _TOPICS),
        brand_topics=tuple(filters.numbers(query.get("about"))),
        campaign=query.get("campaign", "")[:60],
    )
    return PulsePlace(
        wanted=wanted,
        split=next((one for one in SplitBy if one.value == query.get("split")), None),
        day=_date(query.get("day", "")),
        against=_date(query.get("against", "")),
        kind=next((one for one in DriverKind if one.value == query.get("by")), DriverKind.TOPIC),
        name=query.get("of", "")[:64],
    )


def to_query(place: PulsePlace) -> dict[str, str]:
    """The address's part for a place; defaults are left out."""
    wanted = place.wanted
    parts = {
        "days": str(wanted.days) if wanted.days != DAYS[0] else "",
        "platform": ",".join(wanted.platforms),
        "language": ",".join(wanted.languages),
        "topic": ",".join(wanted.topics),
        "about": ",".join(map(str, wanted.brand_topics)),
        "campaign": wanted.campaign,
        "split": place.split.value if place.split else "",
        "day": place.day.isoformat() if place.day else "",
        "against": place.against.isoformat() if place.against else "",
        "by": place.kind.value if place.kind is not DriverKind.TOPIC else "",
        "of": place.name,
    }
    return {name: value for name, value in parts.items() if value}


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(",")[:30] if part and len(part) <= 24)
