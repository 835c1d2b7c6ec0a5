"""The ledger as a waterfall: what needed an answer, what was settled, what is left."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import words
from listenpost.services.ledger import LedgerReport

_NEEDED, _SETTLED, _PENDING, _IGNORED = "#4a6fa5", "#2f8f83", "#9fb0b5", "#c2504a"


def ledger_picture(found: LedgerReport) -> None:
    """Show the waterfall; the same is said in words for those who do not see it."""
    steps = _steps(found)
    height = 70 + 34 * len(steps)
    st.echarts_chart(_chart(steps), height=height, renderer="svg", alt=in_words(found))


def in_words(found: LedgerReport) -> str:
    """The sum, spoken."""
    return "Waterfall. " + " ".join(f"{name}: {value:,}." for name, value, _, _ in _steps(found))


def _steps(found: LedgerReport) -> list[tuple[str, int, int, str]]:
    """(name, number, where its bar begins, colour), from the whole down to what is left."""
    steps = [("Needed an answer", found.needed, 0, _NEEDED)]
    left = found.needed
    parts = [(words.SETTLEMENTS[row], number, _SETTLED) for row, number in found.settled.items()]
    parts.append(("Pending", found.pending_total, _PENDING))
    for name, number, color in parts:
        if number:
            left -= number
            steps.append((name, number, left, color))
    return [*steps, ("Ignored", found.ignored_total, 0, _IGNORED)]


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
                "name": "Mentions",
                "type": "bar",
                "stack": "all",
                "barMaxWidth": 24,
                "label": {"show": True, "position": "right"},
                "data": [
                    {"value": number, "itemStyle": {"color": color}}
                    for _, number, _, color in steps
                ],
            },
        ],
    }
