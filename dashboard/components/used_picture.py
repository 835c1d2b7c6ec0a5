"""How much of the time that a policy allows answers took: half of them, and nine in ten."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.components.drawing import as_table, drawing
from dashboard.tongue import _
from domain.sla_figures import Figures

_HALF, _MOST, _LINE = "#2f6f9f", "#b9cbd8", "#c2504a"
_LONGEST = 3.0
"""A longer bar ends here; its number says how long it is."""


def used_picture(groups: Mapping[str, Figures]) -> None:
    """Show two bars for each group against the deadline, which is 100 %."""
    known = {name: one for name, one in groups.items() if one.p50_used is not None}
    if not known:
        st.caption(_("Nothing was answered yet."))
        return
    height = 76 + 52 * len(known)
    drawing(_chart(known), height=height, alt=in_words(known))
    as_table(table(known))


def in_words(groups: Mapping[str, Figures]) -> str:
    """The bars, spoken."""
    text = _("{name}: half of the answers took {half} of the time allowed, nine in ten {most}.")
    said = (
        text.format(
            name=name, half=words.percent(one.p50_used or 0), most=words.percent(one.p90_used or 0)
        )
        for name, one in groups.items()
    )
    return " ".join((_("Time used, where 100 % is the deadline."), *said))


def table(groups: Mapping[str, Figures]) -> list[dict[str, Any]]:
    """One row for each group."""
    return [
        {
            "": name,
            _("half used"): words.percent(one.p50_used or 0),
            _("nine in ten used"): words.percent(one.p90_used or 0),
        }
        for name, one in groups.items()
    ]


def _chart(groups: Mapping[str, Figures]) -> dict[str, Any]:
    deadline = {"silent": True, "symbol": "none", "label": {"show": False}}
    deadline |= {"lineStyle": {"color": _LINE, "type": "dashed"}, "data": [{"xAxis": 100}]}
    half = [one.p50_used or 0 for one in groups.values()]
    most = [one.p90_used or 0 for one in groups.values()]
    longest = min(math.ceil(2 * max(*half, *most, 1.0)) / 2, _LONGEST)
    return {
        "legend": {"top": 0, "left": 0, "icon": "roundRect"},
        "grid": {"top": 34, "left": 8, "right": 52, "bottom": 4, "containLabel": True},
        "xAxis": {
            "type": "value",
            "max": round(longest * 100),
            "interval": 50,
            "axisLabel": {"formatter": "{value} %", "hideOverlap": True},
        },
        "yAxis": {"type": "category", "inverse": True, "data": list(groups)},
        "series": [
            _bars(_("half of the answers"), half, _HALF) | {"markLine": deadline},
            _bars(_("nine in ten"), most, _MOST),
        ],
    }


def _bars(name: str, parts: list[float], color: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": "bar",
        "silent": True,
        "barMaxWidth": 14,
        "itemStyle": {"color": color},
        "data": [
            {
                "value": round(100 * min(part, _LONGEST), 1),
                "label": {"show": True, "position": "right", "formatter": words.percent(part)},
            }
            for part in parts
        ],
    }
