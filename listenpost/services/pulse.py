"""How customers sound: sentiment by day, platform and language."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from domain.classification import Sentiment
from domain.role import Actor, Permission, require
from listenpost.services.app import App
from storage import pulse

Counts = dict[Sentiment, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One calendar day of the reader's time zone: posts by platform and sentiment."""

    date: dt.date
    platforms: dict[str, Counts]

    @property
    def counts(self) -> Counts:
        return total(self.platforms.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """The last days, today last and not over yet; `before` is the same number of days earlier."""

    days: tuple[Day, ...]
    platforms: dict[str, Counts]
    languages: dict[str, Counts]
    before: Counts

    @property
    def counts(self) -> Counts:
        return total(self.platforms.values())


def read(app: App, actor: Actor, *, zone: dt.tzinfo = dt.UTC, days: int = 7) -> Pulse:
    """Count the posts of the last `days` calendar days."""
    require(actor.role, Permission.READ_REPORTS)
    today = app.clock.now().astimezone(zone).date()
    dates = [today - dt.timedelta(days=back) for back in range(days - 1, -1, -1)]
    with app.database.read() as session:
        found = {
            date: pulse.sentiments(session, since=_begin(date, zone), until=_end(date, zone))
            for date in dates
        }
        earlier = pulse.sentiments(
            session,
            since=_begin(dates[0] - dt.timedelta(days=days), zone),
            until=_begin(dates[0], zone),
        )
    flat = [row for rows in found.values() for row in rows]
    return Pulse(
        days=tuple(
            Day(date=date, platforms=_by((row[0], row[2], row[3]) for row in rows))
            for date, rows in found.items()
        ),
        platforms=_by((row[0], row[2], row[3]) for row in flat),
        languages=_by((row[1] or "", row[2], row[3]) for row in flat),
        before=total(_by((row[0], row[2], row[3]) for row in earlier).values()),
    )


def total(parts: Iterable[Counts]) -> Counts:
    """The sum of several counts."""
    summed: Counter[Sentiment] = Counter()
    for part in parts:
        summed.update(part)
    return {mood: summed[mood] for mood in Sentiment}


def share(counts: Counts, mood: Sentiment) -> float | None:
    """The mood's part of all posts; None where there are none."""
    posts = sum(counts.values())
    return counts.get(mood, 0) / posts if posts else None


def _by(rows: Iterable[tuple[str, Sentiment, int]]) -> dict[str, Counts]:
    found: dict[str, Counter[Sentiment]] = {}
    for name, mood, number in rows:
        found.setdefault(name, Counter())[mood] += number
    return {name: total([counts]) for name, counts in found.items()}


def _begin(date: dt.date, zone: dt.tzinfo) -> dt.datetime:
    return dt.datetime.combine(date, dt.time.min, tzinfo=zone).astimezone(dt.UTC)


def _end(date: dt.date, zone: dt.tzinfo) -> dt.datetime:
    return _begin(date + dt.timedelta(days=1), zone)
