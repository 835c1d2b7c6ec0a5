"""A chart as every page shows one: drawn as SVG, told in words, its numbers as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard.tongue import _


def drawing(spec: Mapping[str, Any], *, height: int, alt: str) -> None:
    """Show what the ECharts specification says, `height` pixels high; `alt` says the same."""
    st.echarts_chart(dict(spec), height=height, renderer="svg", alt=alt)


def as_table(rows: Sequence[Mapping[str, Any]]) -> None:
    """The numbers of a chart above, folded away."""
    with st.expander(_("As a table"), icon=":material/table:"):
        st.dataframe(rows, hide_index=True, width="stretch")
