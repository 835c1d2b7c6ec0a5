"""What Pulse shows, as a file for spreadsheets: the same in every language, programs read it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.classification import Sentiment
from domain.pulse import Counts, share
from domain.share import Share
from domain.spreadsheet import harmless
from listenpost.services.pulse import Pulse
from listenpost.services.pulse_change import Change, DriverKind
from listenpost.services.pulse_split import Split
from listenpost.services.pulse_voice import Voice

HEAD = (
    "group", "name", "posts", *(mood.value for mood in Sentiment), "negative_share", "low", "high",
    "day", "points", "usual", "followers", "accounts",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the file; what a group does not have is an empty cell."""

    group: str
    name: str = ""
    posts: int | None = None
    counts: Counts | None = None
    negative: Share | None = None
    day: dt.date | None = None
    points: float | None = None
    usual: float | None = None
    followers: int | None = None
    accounts: int | None = None


def as_csv(
    found: Pulse,
    *,
    zone: dt.tzinfo,
    at: dt.datetime,
    voices: Sequence[Voice] = (),
    split: Split | None = None,
    change: Change | None = None,
) -> str:
    """What the figures are of, an empty line, then one table: `group` says of what a line is.

    `low` and `high` are the 95 % interval of the negative share. A driver has two lines, one a day;
    its `points` stand in that of the later one.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    for name, value in _about(found, zone, at).items():
        writer.writerow([name, harmless(value)])
    writer.writerow([])
    writer.writerow(HEAD)
    for part in (_counted(found), _named(voices), _split(split), _spikes(found, zone)):
        writer.writerows(map(_cells, part))
    writer.writerows(map(_cells, (*_reach(found), *_changed(change))))
    return file.getvalue()


def _about(found: Pulse, zone: dt.tzinfo, at: dt.datetime) -> dict[str, str]:
    """Of what the figures are: days, whose days, what is counted, and when they were read."""
    local = at.astimezone(zone)
    return {
        "days": f"{found.days[0].date} to {found.days[-1].date}, the last one not over",
        "time zone": str(zone),
        "filters": _filters(found),
        "read": f"{local:%Y-%m-%d %H:%M}",
    }


def _filters(found: Pulse) -> str:
    wanted = found.wanted
    chosen = {
        "network": ", ".join(wanted.platforms),
        "language": ", ".join(wanted.languages),
        "topic": ", ".join(wanted.topics),
        "about": ", ".join(found.about),
        "campaign": wanted.campaign,
    }
    said = "; ".join(f"{name} {values}" for name, values in chosen.items() if values)
    return said or "none, all networks, languages and topics"


def _cells(line: Line) -> list[object]:
    counts = line.counts
    negative = share(counts) if counts is not None else line.negative
    posts = line.posts if negative is None else negative.whole
    figures: tuple[float, ...] = ()
    if negative is not None and negative.value is not None:
        figures = (negative.value, *negative.interval)
    moods: list[object] = ["" if negative is None else negative.part, "", ""]
    if counts is not None:
        moods = [counts[mood] for mood in Sentiment]
    return [
        harmless(line.group),
        harmless(line.name),
        _or_empty(posts),
        *moods,
        *(f"{one:.4f}" for one in figures),
        *[""] * (3 - len(figures)),
        _or_empty(line.day),
        "" if line.points is None else f"{line.points * 100:.2f}",
        "" if line.usual is None else f"{line.usual:.1f}",
        _or_empty(line.followers),
        _or_empty(line.accounts),
    ]


def _or_empty(value: object) -> object:
    return "" if value is None else value


def _counted(found: Pulse) -> Iterator[Line]:
    yield Line(group="all", counts=found.counts)
    yield Line(group="as many days before", counts=found.before)
    for day in found.days:
        yield Line(group="day", name=day.date.isoformat(), counts=day.counts, day=day.date)
    for group, named in (
        ("network", found.platforms),
        ("language", found.languages),
        ("topic", found.topics),
    ):
        for name, counts in sorted(named.items()):
            yield Line(group=group, name=name, counts=counts)


def _named(voices: Sequence[Voice]) -> Iterator[Line]:
    for one in voices:
        yield Line(group="named", name=one.name, counts=one.counts)


def _split(split: Split | None) -> Iterator[Line]:
    """A line for each day of each value; the values that were put together are `the rest`."""
    if split is None:
        return
    group = f"{split.by.value.replace('_', ' ')} by day"
    for line in split.lines:
        for date, counts in zip(split.dates, line.days, strict=True):
            yield Line(
                group=group, name="the rest" if line.rest else line.name, counts=counts, day=date
            )


def _spikes(found: Pulse, zone: dt.tzinfo) -> Iterator[Line]:
    for one in found.spikes:
        begin, end = one.begins_at.astimezone(zone), one.ends_at.astimezone(zone)
        yield Line(
            group="spike",
            name=f"{begin:%H:%M} to {end:%H:%M}",
            posts=one.posts,
            day=begin.date(),
            usual=one.usual,
        )


def _reach(found: Pulse) -> Iterator[Line]:
    reach = found.reach
    yield Line(group="reach", name="accounts that wrote", accounts=reach.accounts)
    yield Line(
        group="reach",
        name="those that tell their followers",
        accounts=reach.known,
        followers=reach.followers,
    )


def _changed(change: Change | None) -> Iterator[Line]:
    if change is None:
        return
    moved = change.moved[0] if change.moved else None
    yield Line(group="change", negative=change.before, day=change.against)
    yield Line(group="change", negative=change.after, day=change.day, points=moved)
    for kind, drivers in change.drivers.items():
        for one in drivers:
            group, name = f"driver {kind.value}", _driver(change, kind, one.name)
            yield Line(group=group, name=name, negative=one.before, day=change.against)
            yield Line(
                group=group, name=name, negative=one.after, day=change.day, points=one.points
            )


def _driver(change: Change, kind: DriverKind, name: str) -> str:
    if kind is not DriverKind.ACCOUNT:
        return name
    who = change.accounts.get(name)
    return f"{who.name} ({who.platform})" if who else "an erased account"
