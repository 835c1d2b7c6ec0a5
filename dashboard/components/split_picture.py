"""Mood by day, told apart: a line for each network, language, topic or campaign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dashboard import words
from dashboard.components.day_words import day_word, told
from dashboard.tongue import _
from domain.pulse import Counts, share
from domain.share import Share
from listenpost.services.pulse_split import Line, Split
from listenpost.services.split_words import KINDS, in_words, line_name

_COLORS = ("#0f7fb5", "#d5741a", "#2f8f6b", "#b5569a", "#8a7a12", "#6b62c4", "#b0413e")
_SYMBOLS = (
    "circle",
    "triangle",
    "rect",
    "diamond",
    "path://M0,0L10,0L5,10Z",  # a triangle that stands on its tip
    "path://M4,0h4v4h4v4h-4v4h-4v-4h-4v-4h4z",  # a cross
    "path://M0,0h10v4h-10z",  # a dash
)
"""A mark for each: who does not tell colours apart tells shapes apart."""
_FEW, _REST = "#8a979b", "#6f7f86"
_LEGEND = {"top": 0, "left": 0, "type": "scroll"}


def shares_in_words(split: Split) -> str:
    """The lines, spoken: its whole, best and worst day each; the table has all days."""
    about = _("Negative share by day and {kind}.").format(kind=KINDS[split.by].lower())
    told_ = (f"{line_name(split.by, line)}: {in_words(split, line)}." for line in split.lines)
    return " ".join((about, *told_))


def posts_in_words(split: Split) -> str:
    """The bars, spoken."""
    about = _("Posts by day and {kind}.").format(kind=KINDS[split.by].lower())
    told_ = (
        _("{name}: {posts}.").format(
            name=line_name(split.by, line),
            posts=words.counted(sum(line.counts.values()), "{number} post", "{number} posts"),
        )
        for line in split.lines
    )
    return " ".join((about, *told_))


def table(split: Split) -> list[dict[str, Any]]:
    """All days in the first row, then a row a day; a column each."""

    def row(name: str, counts: Sequence[Counts]) -> dict[str, Any]:
        cells = zip(split.lines, counts, strict=True)
        return {"": name} | {line_name(split.by, line): _cell(one) for line, one in cells}

    days = zip(*(line.days for line in split.lines), strict=True)
    by_day = [
        row(day_word(date, long=True), counts)
        for date, counts in zip(split.dates, days, strict=True)
    ]
    return [row(_("All days"), [line.counts for line in split.lines]), *by_day]


def _cell(counts: Counts) -> str:
    part = share(counts)
    return told(part) if part.whole else ""


def bars(split: Split, axes: dict[str, Any]) -> dict[str, Any]:
    """Posts by day, stacked by value."""
    series = [
        {
            "name": name,
            "type": "bar",
            "stack": "posts",
            "barMaxWidth": 44,
            "color": color,
            "data": [sum(counts.values()) for counts in line.days],
        }
        for name, color, _symbol, line in _drawn(split)
    ]
    pointer = {"trigger": "axis", "axisPointer": {"type": "shadow"}}
    return {**axes, "tooltip": pointer, "legend": _LEGEND, "series": series}


def lines(split: Split, axes: dict[str, Any]) -> dict[str, Any]:
    """The negative share by day; a day of few posts is a grey mark, one of none is a gap."""
    series = [
        {
            "name": name,
            "type": "line",
            "color": color,
            "symbol": symbol,
            "symbolSize": 8,
            "showAllSymbol": True,
            "lineStyle": {"type": "dashed" if line.rest else "solid", "width": 2},
            "data": [_dot(share(counts), color) for counts in line.days],
        }
        for name, color, symbol, line in _drawn(split)
    ]
    return {**axes, "tooltip": {"trigger": "axis"}, "legend": _LEGEND, "series": series}


def _drawn(split: Split) -> Iterator[tuple[str, str, str, Line]]:
    """(name, color, symbol, line)"""
    for place, line in enumerate(split.lines):
        color = _REST if line.rest else _COLORS[place]
        yield line_name(split.by, line), color, _SYMBOLS[place], line


def _dot(part: Share, color: str) -> dict[str, Any] | None:
    if part.value is None:
        return None
    return {
        "value": round(100 * part.value, 1),
        "itemStyle": {"color": _FEW if part.few else color},
    }
