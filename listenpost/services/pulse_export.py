"""What Pulse shows, as a file: for spreadsheets, and as a page to print or to send on."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping, Sequence

from domain.classification import Sentiment
from domain.pulse import Counts, share
from domain.pulse_spike import Spike
from domain.report_page import Part, ReportPage, Row, as_html
from domain.share import Share
from domain.spreadsheet import harmless
from listenpost.services.pulse import Pulse
from listenpost.services.pulse_change import Change, DriverKind
from listenpost.services.pulse_voice import Voice

HEAD = (
    "group", "name", "posts", *(mood.value for mood in Sentiment), "negative_share", "low", "high",
)  # fmt: skip
MOST_DRIVERS = 3
Named = Callable[[str], str]


def as_csv(found: Pulse, *, zone: dt.tzinfo, at: dt.datetime, voices: Sequence[Voice] = ()) -> str:
    """What the figures are of, an empty line, then a line a day, network, language, topic, name.

    `low` and `high` are the 95 % interval of the negative share.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    for name, value in _about(found, zone, at).items():
        writer.writerow([name, harmless(value)])
    writer.writerow([])
    writer.writerow(HEAD)
    for group, name, counts in _lines(found, voices):
        negative = share(counts)
        cells = (group, name, sum(counts.values()), *(counts[mood] for mood in Sentiment))
        figures = (negative.value, *negative.interval) if negative.whole else ()
        writer.writerow([*map(harmless, cells), *(f"{one:.4f}" for one in figures)])
    return file.getvalue()


def report(
    found: Pulse,
    *,
    brand: str,
    zone: dt.tzinfo,
    at: dt.datetime,
    network: Named = str,
    language: Named = str,
    change: Change | None = None,
    voices: Sequence[Voice] = (),
) -> str:
    """The same as a page of HTML that loads nothing; `network` and `language` name the codes."""
    about = _about(found, zone, at)
    days = {f"{day.date:%a} {day.date.day} {day.date:%b}": day.counts for day in found.days}
    parts = (
        _whole(found),
        _spikes(found.spikes, zone),
        *([_changed(change, network, language)] if change else []),
        _each("By day", days),
        _each("By topic", {k.capitalize(): v for k, v in found.topics.items()}, most_first=True),
        _each("By network", {network(k): v for k, v in found.platforms.items()}, most_first=True),
        _each(
            "By language",
            {language(k) or "Not known": v for k, v in found.languages.items()},
            most_first=True,
        ),
        _voices(voices),
    )
    page = ReportPage(
        title=f"{brand}: pulse",
        about=" ".join(f"{name.capitalize()}: {value}." for name, value in about.items()),
        parts=tuple(part for part in parts if part.rows),
    )
    return as_html(page)


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
        "campaign": wanted.campaign,
    }
    said = "; ".join(f"{name} {values}" for name, values in chosen.items() if values)
    return said or "none, all networks, languages and topics"


def _lines(found: Pulse, voices: Sequence[Voice]) -> Iterator[tuple[str, str, Counts]]:
    yield "all", "", found.counts
    yield "as many days before", "", found.before
    for day in found.days:
        yield "day", day.date.isoformat(), day.counts
    for name, counts in sorted(found.platforms.items()):
        yield "network", name, counts
    for name, counts in sorted(found.languages.items()):
        yield "language", name, counts
    for name, counts in sorted(found.topics.items()):
        yield "topic", name, counts
    for one in voices:
        yield "named", one.name, one.counts


def _whole(found: Pulse) -> Part:
    posts, before = sum(found.counts.values()), sum(found.before.values())
    days = f"the {found.wanted.days} days before"
    rows = [Row(name="Posts heard", says=f"{posts:,}, {days} {before:,}")]
    for mood in (Sentiment.NEGATIVE, Sentiment.POSITIVE):
        earlier = share(found.before, mood).value
        beside = "" if earlier is None else f"; {days} {earlier:.0%}"
        part = share(found.counts, mood)
        rows.append(
            Row(
                name=mood.value.capitalize(),
                says=_said(part) + beside,
                share=part.value,
                bad=mood is Sentiment.NEGATIVE,
            )
        )
    reach = found.reach
    rows.append(
        Row(
            name="Reach",
            says=f"{reach.followers:,} followers of {reach.known:,} accounts that tell theirs, "
            f"of {reach.accounts:,} that wrote",
        )
    )
    return Part(title="In short", rows=tuple(rows), note="With 95 % intervals.")


def _each(title: str, groups: Mapping[str, Counts], *, most_first: bool = False) -> Part:
    ordered = list(groups.items())
    if most_first:
        ordered.sort(key=lambda one: -sum(one[1].values()))
    rows = []
    for name, counts in ordered:
        part = share(counts)
        negative = f", negative {_said(part)}" if part.whole else ""
        rows.append(
            Row(
                name=name,
                says=f"{sum(counts.values()):,} posts{negative}",
                share=part.value,
                bad=True,
            )
        )
    return Part(title=title, rows=tuple(rows))


def _spikes(found: Sequence[Spike], zone: dt.tzinfo) -> Part:
    rows = [
        Row(
            name=f"{one.begins_at.astimezone(zone):%a %d %b %H:%M}",
            says=f"{one.posts:,} posts, where about {one.usual:,.0f} are usual",
            alarm=True,
        )
        for one in found
    ]
    return Part(title="Spikes", rows=tuple(rows), note="Against the same hour of earlier weeks.")


def _changed(found: Change, network: Named, language: Named) -> Part:
    named: dict[DriverKind, Named] = {
        DriverKind.TOPIC: str.capitalize,
        DriverKind.NETWORK: network,
        DriverKind.LANGUAGE: lambda code: language(code) or "Not known",
    }
    rows = [
        Row(name=f"{found.against:%a %d %b}", says=_said(found.before), share=found.before.value),
        Row(name=f"{found.day:%a %d %b}", says=_said(found.after), share=found.after.value),
    ]
    for kind, name in named.items():
        for one in found.drivers[kind][:MOST_DRIVERS]:
            rows.append(
                Row(
                    name=f"{kind.value.capitalize()} {name(one.name)}",
                    says=f"{one.points * 100:+.1f} points: {one.before.part:,} of "
                    f"{one.before.whole:,} negative, then {one.after.part:,} of "
                    f"{one.after.whole:,}",
                )
            )
    return Part(title="What changed", rows=tuple(rows), note="Negative posts, 95 % intervals.")


def _voices(found: Sequence[Voice]) -> Part:
    rows = [
        Row(
            name=one.name,
            says=f"{_said(one.share)} of all namings; negative {_said(one.negative)}",
            share=one.share.value,
        )
        for one in found
        if one.share.whole
    ]
    return Part(title="Share of voice", rows=tuple(rows))


def _said(part: Share) -> str:
    few = ", few posts" if part.whole and part.few else ""
    return f"{part.in_words()}{few}"
