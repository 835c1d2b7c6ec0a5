"""Posts that needed an answer, in groups: how many were settled, are pending, are ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard import words
from dashboard.components.drawing import as_table, drawing
from dashboard.components.share_picture import in_words as share_in_words
from dashboard.tongue import N_, Table, _
from domain.ledger_groups import Group

COLORS = {"settled": "#2f8f83", "pending": "#9fb0b5", "ignored": "#c2504a"}
_PARTS = Table({"settled": N_("Settled"), "pending": N_("Pending"), "ignored": N_("Ignored")})
_BAR, _AROUND, _UPRIGHT = 34, 76, 260


def group_picture(groups: Mapping[str, Group], *, about: str, upright: bool = False) -> None:
    """Show a bar for each group; upright ones are for hours. The same in words and in a table."""
    height = _UPRIGHT if upright else _AROUND + _BAR * len(groups)
    drawing(
        _chart(groups, upright=upright),
        height=height,
        alt=in_words(groups, about=about),
    )
    as_table(table(groups))


def in_words(groups: Mapping[str, Group], *, about: str) -> str:
    """The bars, spoken; a group without a post says nothing."""
    told = (
        _("{name}: {ignored} of {needed} ignored, {pending} pending.").format(
            name=name,
            ignored=words.count(one.ignored),
            needed=words.count(one.needed),
            pending=words.count(one.pending),
        )
        for name, one in groups.items()
        if one.needed
    )
    return " ".join((f"{about}.", *told))


def table(groups: Mapping[str, Group]) -> list[dict[str, Any]]:
    """One row for each group."""
    return [
        {"": name, _("Needed an answer"): one.needed}
        | {title: getattr(one, part) for part, title in _PARTS.items()}
        | {_("share ignored"): share_in_words(one.share)}
        for name, one in groups.items()
    ]


def _chart(groups: Mapping[str, Group], *, upright: bool) -> dict[str, Any]:
    names = {
        "type": "category",
        "data": list(groups),
        "inverse": not upright,
        "axisLabel": {"width": 120, "overflow": "break"},
    }
    numbers = {"type": "value", "minInterval": 1}
    return {
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"top": 0, "left": 0, "icon": "roundRect"},
        "grid": {"top": 34, "left": 8, "right": 24, "bottom": 4, "containLabel": True},
        "xAxis": names if upright else numbers,
        "yAxis": numbers if upright else names,
        "series": [
            {
                "name": title,
                "type": "bar",
                "stack": "all",
                "barMaxWidth": 24,
                "itemStyle": {"color": COLORS[part]},
                "data": [getattr(one, part) for one in groups.values()],
            }
            for part, title in _PARTS.items()
        ],
    }
