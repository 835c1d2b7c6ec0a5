"""What Pulse shows, as a file for spreadsheets: the same in every language, programs read it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence

from domain.classification import Sentiment
from domain.pulse import Counts, share
from domain.spreadsheet import harmless
from listenpost.services.pulse import Pulse
from listenpost.services.pulse_voice import Voice

HEAD = (
    "group", "name", "posts", *(mood.value for mood in Sentiment), "negative_share", "low", "high",
)  # fmt: skip


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
