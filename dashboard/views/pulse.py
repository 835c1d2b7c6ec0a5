"""The pulse: how customers sounded in the last seven days, and what moved."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import plain, words
from dashboard.desk import desk
from dashboard.session import signed_in, time_zone
from domain.classification import Sentiment
from listenpost.services import pulse
from listenpost.services.pulse import Counts, Pulse

_COLORS = {
    Sentiment.NEGATIVE: "#c2504a",
    Sentiment.NEUTRAL: "#9fb0b5",
    Sentiment.POSITIVE: "#2f8f83",
}
REFRESH_SECONDS = 30
LANGUAGES_SHOWN = 12
COMPARABLE = 20
"""With fewer posts in the week before, a change says nothing."""


def show() -> None:
    """The page."""
    st.title("Pulse", anchor=False)
    st.caption("How customers sounded in the last seven days, today included.")
    _live()


@st.fragment(run_every=REFRESH_SECONDS)
def _live() -> None:
    found = pulse.read(desk().app, signed_in(), zone=time_zone())
    if not sum(found.counts.values()):
        with st.container(key="empty"):
            st.header("Nothing heard yet", anchor=False, text_alignment="center")
            st.caption(
                "As soon as customers write, their mood shows here.", text_alignment="center"
            )
        return
    _figures(found)
    st.header("By day", anchor=False)
    st.echarts_chart(_chart(found), height=280, renderer="svg", alt=_in_words(found))
    left, right = st.columns(2, gap="large")
    with left:
        st.header("By network", anchor=False)
        st.html(_table("Network", {words.platform(p): c for p, c in found.platforms.items()}))
    with right:
        st.header("By language", anchor=False)
        st.html(_table("Language", _languages(found)))


def _figures(found: Pulse) -> None:
    counts = found.counts
    before = found.before if sum(found.before.values()) >= COMPARABLE else {}
    with st.grid(3):
        st.metric(
            "Posts heard",
            f"{sum(counts.values()):,}",
            _change(sum(counts.values()), sum(before.values())),
            delta_color="off",
            border=True,
        )
        for mood, color in ((Sentiment.NEGATIVE, "inverse"), (Sentiment.POSITIVE, "normal")):
            st.metric(
                f"{mood.value.capitalize()} posts",
                f"{pulse.share(counts, mood) or 0:.0%}",
                _points(pulse.share(counts, mood), pulse.share(before, mood)),
                delta_color=color,  # type: ignore[arg-type]
                border=True,
            )


def _change(now: int, before: int) -> str | None:
    return f"{now - before:+,} against the week before" if before else None


def _points(now: float | None, before: float | None) -> str | None:
    if now is None or before is None:
        return None
    return f"{(now - before) * 100:+.0f} points against the week before"


def _chart(found: Pulse) -> dict[str, Any]:
    """Stacked bars, one a day."""
    return {
        "color": list(_COLORS.values()),
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"top": 0, "left": 0},
        "grid": {"top": 40, "left": 8, "right": 8, "bottom": 4, "containLabel": True},
        "xAxis": {
            "type": "category",
            "data": [f"{day.date:%a} {day.date.day}" for day in found.days],
        },
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {
                "name": mood.value.capitalize(),
                "type": "bar",
                "stack": "posts",
                "barMaxWidth": 44,
                "data": [day.counts[mood] for day in found.days],
            }
            for mood in Sentiment
        ],
    }


def _in_words(found: Pulse) -> str:
    """The chart for those who do not see it."""
    return "Posts by day. " + " ".join(
        f"{day.date:%A}: "
        + ", ".join(f"{number} {mood.value}" for mood, number in day.counts.items())
        + "."
        for day in found.days
    )


def _languages(found: Pulse) -> dict[str, Counts]:
    named = {
        words.language(code) or "Not known": counts for code, counts in found.languages.items()
    }
    most = sorted(named.items(), key=lambda item: -sum(item[1].values()))
    return dict(most[:LANGUAGES_SHOWN])


def _table(first: str, rows: dict[str, Counts]) -> str:
    head = "".join(plain.element("th", name, scope="col") for name in (first, "Posts", "Negative"))
    body = "".join(
        "<tr>"
        + plain.element("th", name, scope="row")
        + plain.element("td", f"{sum(counts.values()):,}")
        + f"<td>{_bar(pulse.share(counts, Sentiment.NEGATIVE) or 0.0)}</td></tr>"
        for name, counts in sorted(rows.items(), key=lambda row: -sum(row[1].values()))
    )
    return f'<table class="lp-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _bar(part: float) -> str:
    bar = plain.element("i", "", style=f"width:{part * 100:.0f}%")
    return f'<span class="lp-part"><span class="lp-bar">{bar}</span>{part:.0%}</span>'
