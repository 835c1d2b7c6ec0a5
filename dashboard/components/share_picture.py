"""Shares with their intervals: a dot for each, and the line on which it may really lie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.components.drawing import as_table, drawing
from dashboard.tongue import _
from domain.share import ENOUGH, Share
from listenpost.language.shares import in_words as in_words
from listenpost.language.shares import told as told

_DOT, _FEW, _LINE = "#2f6f9f", "#8a979b", "#b9cbd8"


def share_picture(shares: Mapping[str, Share], *, about: str) -> None:
    """Show them; the same stands in words for those who do not see it, and in a table."""
    known = {name: share for name, share in shares.items() if share.whole}
    if not known:
        return
    height = 60 + 44 * len(known)
    drawing(_chart(known), height=height, alt=spoken(known, about=about))
    if any(share.few for share in known.values()):
        st.caption(
            _(
                "Grey: of fewer than {number} cases; the line is where the share may really lie."
            ).format(number=ENOUGH)
        )
    as_table(table(known))


def spoken(shares: Mapping[str, Share], *, about: str) -> str:
    """The picture, spoken."""
    return f"{about}. " + " ".join(f"{name}: {told(share)}." for name, share in shares.items())


def table(shares: Mapping[str, Share]) -> list[dict[str, Any]]:
    """One row each."""
    return [
        {
            "": name,
            _("share"): words.percent(share.value or 0),
            _("95 % interval"): _("{low} to {high}").format(
                low=words.percent(share.interval[0]),
                high=words.percent(share.interval[1]),
            ),
            _("cases"): _("{part} of {whole}").format(
                part=words.count(share.part), whole=words.count(share.whole)
            ),
            _("note"): _("few cases") if share.few else "",
        }
        for name, share in shares.items()
    ]


def _chart(shares: Mapping[str, Share]) -> dict[str, Any]:
    """The line is a bar that begins at the interval's low end, on one that nobody sees."""
    lines = [share.interval for share in shares.values()]
    return {
        "grid": {"top": 22, "left": 8, "right": 36, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "value", "min": 0, "max": 100, "axisLabel": {"formatter": "{value} %"}},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": list(shares),
            "axisLabel": {"width": 130, "overflow": "break"},
        },
        "series": [
            _bar("transparent", [low for low, _ in lines]),
            _bar(_LINE, [high - low for low, high in lines]),
            {
                "type": "scatter",
                "symbolSize": 11,
                "silent": True,
                "data": [_dot(place, share) for place, share in enumerate(shares.values())],
            },
        ],
    }


def _bar(color: str, shares: list[float]) -> dict[str, Any]:
    return {
        "type": "bar",
        "stack": "interval",
        "silent": True,
        "barWidth": 6,
        "itemStyle": {"color": color},
        "data": [round(100 * share, 1) for share in shares],
    }


def _dot(place: int, share: Share) -> dict[str, Any]:
    value = share.value or 0
    return {
        "value": [round(100 * value, 1), place],
        "itemStyle": {"color": _FEW if share.few else _DOT},
        "label": {
            "show": True,
            "position": "top",
            "formatter": words.percent(value),
        },
    }
