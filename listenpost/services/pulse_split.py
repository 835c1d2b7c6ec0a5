"""Mood by day, one line for each network, language, topic or campaign: the largest and the rest."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from domain.classification import Sentiment
from domain.pulse import Counts, total
from domain.pulse_days import Stretch, stretches
from domain.pulse_name import NameKind
from domain.role import Actor, Permission, require
from listenpost.services import topic_naming
from listenpost.services.app import App
from listenpost.services.pulse import PulseFilter, begin_of_day, dates_of, slots_of
from storage import pulse_split, topics
from storage.pulse import Wanted
from storage.pulse_split import DayGroup, Label

MOST = 6


class SplitBy(StrEnum):
    """What the posts are told apart by."""

    NETWORK = "network"
    LANGUAGE = "language"
    TOPIC = "topic"
    BRAND_TOPIC = "own_topic"
    CAMPAIGN = "campaign"


_LABELS: Mapping[SplitBy, Label] = {
    SplitBy.NETWORK: "platform",
    SplitBy.LANGUAGE: "language",
    SplitBy.TOPIC: "topic",
    SplitBy.BRAND_TOPIC: "brand_topic_id",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One value's days. `name` is its code, or as people named it; "" is none of them.

    `rest` is all that is not among the largest, in one.
    """

    name: str
    days: tuple[Counts, ...]
    rest: bool = False

    @property
    def counts(self) -> Counts:
        return total(self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The same days as the Pulse's, told apart; the largest first, the rest last.

    A post of two campaigns counts for both, one of none for no line.
    """

    by: SplitBy
    dates: tuple[dt.date, ...]
    lines: tuple[Line, ...]


def read(
    app: App, actor: Actor, wanted: PulseFilter, by: SplitBy, *, zone: dt.tzinfo = dt.UTC
) -> Split:
    """The posts of the last calendar days of `zone`, by day and by what they are told apart by."""
    require(actor.role, Permission.READ_PULSE)
    dates = dates_of(app, wanted, zone)
    asked = slots_of(wanted, dates[0], dates[-1], zone)
    days = stretches([*(begin_of_day(one, zone) for one in dates), asked.until])
    with app.database.read() as session:
        found = _named(app, session, asked, days, by)
    return Split(by=by, dates=tuple(dates), lines=_lines(found, len(dates)))


def _named(
    app: App, session: Session, asked: Wanted, days: Sequence[Stretch], by: SplitBy
) -> dict[str, list[DayGroup]]:
    if by is SplitBy.CAMPAIGN:
        names = {one.key: one.name for one in app.named if one.kind is NameKind.CAMPAIGN}
        rows = pulse_split.by_name(session, asked, days, names) if names else []
        return _gathered((names[one.value or ""], one) for one in rows)
    rows = pulse_split.by_label(session, asked, days, _LABELS[by])
    if by is not SplitBy.BRAND_TOPIC:
        return _gathered((one.value or "", one) for one in rows)
    into = topics.merges(session)
    own = {row.id: row.name for row in topics.standing(session)}
    return _gathered((own.get(_topic(into, one.value), ""), one) for one in rows)


def _topic(into: Mapping[int, int], value: str | None) -> int:
    return topic_naming.target(into, int(value)) if value else 0


def _gathered(rows: Iterable[tuple[str, DayGroup]]) -> dict[str, list[DayGroup]]:
    found: dict[str, list[DayGroup]] = {}
    for name, one in rows:
        found.setdefault(name, []).append(one)
    return found


def _lines(found: Mapping[str, Sequence[DayGroup]], days: int) -> tuple[Line, ...]:
    ordered = sorted(found, key=lambda name: (-sum(one.posts for one in found[name]), name))
    first, others = ordered[:MOST], ordered[MOST:]
    if len(others) == 1:  # a line of its own says more than "others"
        first, others = ordered, []
    lines = [Line(name=name, days=_days(found[name], days)) for name in first]
    if others:
        rest = [one for name in others for one in found[name]]
        lines.append(Line(name="", days=_days(rest, days), rest=True))
    return tuple(lines)


def _days(rows: Iterable[DayGroup], days: int) -> tuple[Counts, ...]:
    counted = [Counter[Sentiment]() for _ in range(days)]
    for one in rows:
        counted[one.day][one.sentiment] += one.posts
    return tuple(total([day]) for day in counted)
