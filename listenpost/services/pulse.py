"""How customers sound: by day, network, language and topic, in what was asked for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from domain.classification import Sentiment
from domain.pulse import Counts, slot_after, total
from domain.pulse_name import NameKind
from domain.pulse_spike import DAY, LOOKS_BACK, Spike, spikes
from domain.role import Actor, Permission, require
from listenpost.services.app import App
from storage import pulse
from storage.pulse import Group, Wanted

DAYS = (7, 14, 30, 90)


@dataclass(frozen=True, slots=True, kw_only=True)
class PulseFilter:
    """The last so many calendar days; an empty choice means all."""

    days: int = 7
    platforms: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    campaign: str = ""
    brand_topics: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One calendar day of the reader's time zone."""

    date: dt.date
    counts: Counts
    spikes: tuple[Spike, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Followers of the accounts that wrote, each counted once; `known` of them tell how many."""

    followers: int = 0
    known: int = 0
    accounts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """The last days, today last and not over yet; `before` is the same number of days earlier.

    `before` is empty where nobody listened yet when it began; `about` names the brand's own topics
    of the filter.
    """

    days: tuple[Day, ...]
    platforms: dict[str, Counts]
    languages: dict[str, Counts]
    topics: dict[str, Counts]
    before: Counts
    reach: Reach = field(default_factory=Reach)
    about: tuple[str, ...] = ()
    wanted: PulseFilter = field(default_factory=PulseFilter)

    @property
    def counts(self) -> Counts:
        return total(self.platforms.values())

    @property
    def spikes(self) -> tuple[Spike, ...]:
        return tuple(spike for day in self.days for spike in day.spikes)


def read(
    app: App, actor: Actor, wanted: PulseFilter | None = None, *, zone: dt.tzinfo = dt.UTC
) -> Pulse:
    """Count the posts of the last calendar days of `zone`."""
    require(actor.role, Permission.READ_PULSE)
    wanted = wanted or PulseFilter()
    dates = dates_of(app, wanted, zone)
    asked = slots_of(wanted, dates[0], dates[-1], zone)
    began = slots_of(wanted, dates[0] - dt.timedelta(days=wanted.days), dates[0], zone).since
    with app.database.read() as session:
        looked = replace(asked, since=min(began, asked.since - LOOKS_BACK))
        slots = pulse.moods(session, looked)
        found = pulse.groups(session, asked)
        followers, known, accounts = pulse.reach(session, asked)
        first = pulse.first_slot(session)
        about = pulse.topic_names(session, wanted.brand_topics)
    marks = spikes(_all_moods(slots), since=asked.since, until=asked.until, first=first)
    by_day = _by_date(slots, dates, zone)
    return Pulse(
        days=tuple(
            Day(date=one, counts=by_day[one], spikes=_on(one, marks, zone)) for one in dates
        ),
        platforms=by(found, lambda one: one.platform),
        languages=by(found, lambda one: one.language),
        topics=by(found, lambda one: one.topic),
        before=total(
            {mood: posts}
            for slot, mood, posts in slots
            if began <= slot < asked.since and first is not None and first < began + DAY
        ),
        reach=Reach(followers=followers, known=known, accounts=accounts),
        about=about,
        wanted=wanted,
    )


def campaigns(app: App) -> list[str]:
    """The names of the settings' campaigns."""
    return [one.name for one in app.named if one.kind is NameKind.CAMPAIGN]


def languages(app: App, actor: Actor, *, days: int) -> list[str]:
    """The languages of the last days, the most frequent first."""
    require(actor.role, Permission.READ_PULSE)
    since = slot_after(app.clock.now() - dt.timedelta(days=days))
    with app.database.read() as session:
        return [one for one in pulse.languages(session, since=since) if one]


def dates_of(app: App, wanted: PulseFilter, zone: dt.tzinfo) -> list[dt.date]:
    """The last calendar days, today last."""
    today = app.clock.now().astimezone(zone).date()
    return [today - dt.timedelta(days=back) for back in range(wanted.days - 1, -1, -1)]


def slots_of(wanted: PulseFilter, first: dt.date, last: dt.date, zone: dt.tzinfo) -> Wanted:
    """The posts from the first day to the end of the last one, as the storage is asked."""
    return Wanted(
        since=begin_of_day(first, zone),
        until=begin_of_day(last + dt.timedelta(days=1), zone),
        platforms=wanted.platforms,
        languages=wanted.languages,
        topics=wanted.topics,
        brand_topics=wanted.brand_topics,
        name=f"{NameKind.CAMPAIGN.value}:{wanted.campaign}" if wanted.campaign else "",
    )


def begin_of_day(date: dt.date, zone: dt.tzinfo) -> int:
    """The first slot of a calendar day."""
    return slot_after(dt.datetime.combine(date, dt.time.min, tzinfo=zone).astimezone(dt.UTC))


def by(found: Iterable[Group], label: Callable[[Group], str]) -> dict[str, Counts]:
    """The groups' posts by one of their labels."""
    counted: dict[str, Counter[Sentiment]] = {}
    for one in found:
        counted.setdefault(label(one), Counter())[one.sentiment] += one.posts
    return {name: total([counts]) for name, counts in counted.items()}


def _all_moods(slots: Iterable[tuple[int, Sentiment, int]]) -> dict[int, int]:
    posts: Counter[int] = Counter()
    for slot, _, number in slots:
        posts[slot] += number
    return posts


def _by_date(
    slots: Iterable[tuple[int, Sentiment, int]], dates: list[dt.date], zone: dt.tzinfo
) -> Mapping[dt.date, Counts]:
    begins = [begin_of_day(date, zone) for date in dates]
    ends = [*begins[1:], begin_of_day(dates[-1] + dt.timedelta(days=1), zone)]
    counted = {date: Counter[Sentiment]() for date in dates}
    place = 0
    for slot, mood, number in slots:
        while place < len(dates) and slot >= ends[place]:
            place += 1
        if place < len(dates) and slot >= begins[place]:
            counted[dates[place]][mood] += number
    return {date: total([counts]) for date, counts in counted.items()}


def _on(date: dt.date, marks: Iterable[Spike], zone: dt.tzinfo) -> tuple[Spike, ...]:
    return tuple(one for one in marks if one.begins_at.astimezone(zone).date() == date)
