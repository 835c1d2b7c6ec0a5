"""The mood told apart, in words: for who does not see the picture, and for the report."""

from __future__ import annotations

import datetime as dt

from domain.pulse import share
from domain.share import Share
from listenpost.language import figures
from listenpost.language.shares import of_posts
from listenpost.language.tongue import N_, Table, _
from listenpost.language.vocabulary import capital, label, platform
from listenpost.language.vocabulary import language as language_name
from listenpost.services.pulse_split import Line, Split, SplitBy

KINDS = Table(
    {
        SplitBy.NETWORK: N_("Network"),
        SplitBy.LANGUAGE: N_("Language"),
        SplitBy.TOPIC: N_("Topic"),
        SplitBy.BRAND_TOPIC: N_("Topic of your own"),
        SplitBy.CAMPAIGN: N_("Campaign"),
    }
)


def line_name(by: SplitBy, line: Line) -> str:
    """A line as people call it."""
    if line.rest:
        return _("The rest")
    match by:
        case SplitBy.NETWORK:
            return platform(line.name)
        case SplitBy.LANGUAGE:
            return language_name(line.name) or _("Not known")
        case SplitBy.TOPIC:
            return capital(label(line.name))
        case SplitBy.BRAND_TOPIC | SplitBy.CAMPAIGN:
            return line.name or _("None of your topics")


def in_words(split: Split, line: Line) -> str:
    """The line's negative share, and its best and worst day of those with enough posts."""
    whole = of_posts(share(line.counts))
    days = [
        (part.value, date)
        for date, counts in zip(split.dates, line.days, strict=True)
        if _tells(part := share(counts)) and part.value is not None
    ]
    if len(days) < 2:
        return whole
    low, high = min(days), max(days)
    return _("{share}; lowest {low} on {low_day}, highest {high} on {high_day}").format(
        share=whole, low=_percent(low), low_day=_day(low), high=_percent(high), high_day=_day(high)
    )


def _tells(part: Share) -> bool:
    return bool(part.whole) and not part.few


def _percent(found: tuple[float, dt.date]) -> str:
    return figures.percent(found[0])


def _day(found: tuple[float, dt.date]) -> str:
    return figures.long_day(found[1])
