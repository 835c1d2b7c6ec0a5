"""The ledger as a waterfall: what needed an answer, what was settled, what is left."""

from __future__ import annotations

from typing import Any

from dashboard import words
from dashboard.components.drawing import as_table, drawing
from dashboard.tongue import _
from listenpost.services.ledger import LedgerReport

_NEEDED, _SETTLED, _PENDING, _IGNORED = "#4a6fa5", "#2f8f83", "#9fb0b5", "#c2504a"


def ledger_picture(found: LedgerReport) -> None:
    """Show the waterfall; the same stands in words and in a table for those who do not see it."""
    steps = _steps(found)
    height = 70 + 34 * len(steps)
    drawing(_chart(steps), height=height, alt=in_words(found))
    as_table(table(found))


def in_words(found: LedgerReport) -> str:
    """The sum, spoken."""
    told = (f"{step[0]}: {words.count(step[1])}." for step in _steps(found))
    return " ".join((_("Waterfall."), *told))


def table(found: LedgerReport) -> list[dict[str, str | int]]:
    """One row for each bar."""
    return [{_("what became of them"): step[0], _("posts"): step[1]} for step in _steps(found)]


def _steps(found: LedgerReport) -> list[tuple[str, int, int, str]]:
    """(name, number, where its bar begins, colour), from the whole down to what is left."""
    steps = [(_("Needed an answer"), found.needed, 0, _NEEDED)]
    left = found.needed
    parts = [(words.SETTLEMENTS[row], number, _SETTLED) for row, number in found.settled.items()]
    parts.append((_("Pending"), found.pending_total, _PENDING))
    for name, number, color in parts:
        if number:
            left -= number
            steps.append((name, number, left, color))
    return [*steps, (_("Ignored"), found.ignored_total, 0, _IGNORED)]


def _chart(steps: list[tuple[str, int, int, str]]) -> dict[str, Any]:
    return {
        "tooltip": {"trigger": "item"},
        "grid": {"top": 8, "left": 8, "right": 48, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "inverse": True, "data": [step[0] for step in steps]},
        "series": [
            {
                "type": "bar",
                "stack": "all",
                "silent": True,
                "itemStyle": {"color": "transparent"},
                "data": [step[2] for step in steps],
            },
            {
                "name": _("Mentions"),
                "type": "bar",
                "stack": "all",
                "barMaxWidth": 24,
                "label": {"show": True, "position": "right"},
                "data": [
                    {"value": number, "itemStyle": {"color": color}}
                    for _name, number, _begin, color in steps
                ],
            },
        ],
    }
