"""Mood by day: posts as bars with spikes marked, and the negative share with its interval."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import pulse_filters, words
from dashboard.components import split_picture
from dashboard.components.day_words import day_word, told
from dashboard.components.drawing import as_table, drawing
from dashboard.components.pulse_bar import go
from dashboard.components.seed import seed
from dashboard.tongue import _
from domain.classification import Sentiment
from domain.pulse import share
from domain.pulse_spike import Spike
from domain.share import ENOUGH, Share
from listenpost.services.pulse import Day, Pulse
from listenpost.services.pulse_split import Split, SplitBy
from listenpost.services.split_words import KINDS

COLORS = {
    Sentiment.NEGATIVE: "#c2504a",
    Sentiment.NEUTRAL: "#9fb0b5",
    Sentiment.POSITIVE: "#2f8f83",
}
SPIKE, _LINE, _BAND, _FEW = "#b7791f", "#c2504a", "rgba(194,80,74,0.22)", "#8a979b"
MOOD = "mood_picture"
"""The container that holds the picture."""
_HEIGHT = 300
_PERCENT: dict[str, Any] = {"min": 0, "max": 100, "axisLabel": {"formatter": "{value} %"}}


def mood_picture(
    found: Pulse, split: Split | None, choices: Sequence[SplitBy], zone: dt.tzinfo
) -> None:
    """Show one of the two pictures, and its numbers; `split` tells the posts apart."""
    _split_by(split, choices)
    with st.container(key=MOOD):
        names = [_("Posts"), _("Negative share")]
        posts, shares = st.tabs(
            names, key="mood_tab", on_change="rerun", default=names[1] if split else names[0]
        )
        with posts:
            if posts.open:
                _posts(found, split, zone)
                _spikes(found.spikes, zone)
        with shares:
            if shares.open:
                _shares(found, split)
    rows = split_picture.table(split) if split else table(found.days)
    as_table(rows)


def _split_by(split: Split | None, choices: Sequence[SplitBy]) -> None:
    seed("pulse_split", split.by if split else None)
    st.selectbox(
        _("Split by"),
        [None, *choices],
        key="pulse_split",
        format_func=lambda by: KINDS[by] if by else _("Nothing"),
        on_change=_split_changed,
        width=220,
    )


def _split_changed() -> None:
    """Who splits wants to see how the shares differ."""
    by = st.session_state.get("pulse_split")
    st.session_state["mood_tab"] = _("Negative share") if by else _("Posts")
    go(replace(pulse_filters.from_query(st.query_params), split=by))


def _posts(found: Pulse, split: Split | None, zone: dt.tzinfo) -> None:
    if split:
        axes = _axes(found.days, minInterval=1)
        _show(split_picture.bars(split, axes), split_picture.posts_in_words(split))
    else:
        _show(_bars(found.days), in_words(found.days, zone))


def _shares(found: Pulse, split: Split | None) -> None:
    few = _("Grey dots are days of fewer than {number} posts.").format(number=ENOUGH)
    if split:
        axes = _axes(found.days, **_PERCENT)
        _show(split_picture.lines(split, axes), split_picture.shares_in_words(split))
        st.caption(few)
    else:
        _show(_band(found.days), shares_in_words(found.days))
        band = _("The band is where the share may really lie (95 %).")
        st.caption(f"{band} {few}")


def _show(spec: dict[str, Any], alt: str) -> None:
    drawing(spec, height=_HEIGHT, alt=alt)


def picture_title(found: Pulse, split: Split | None) -> str:
    """What stands above the picture in a file."""
    first, last = (words.dated(found.days[place].date) for place in (0, -1))
    if split is None:
        return _("Mood, {first} to {last}").format(first=first, last=last)
    return _("Mood by {kind}, {first} to {last}").format(
        kind=KINDS[split.by].lower(), first=first, last=last
    )


def in_words(days: Sequence[Day], zone: dt.tzinfo) -> str:
    """The bars, spoken."""
    return " ".join((_("Posts by day."), *(_spoken(day, zone) for day in days)))


def _spoken(day: Day, zone: dt.tzinfo) -> str:
    counts = [f"{number} {words.label(mood)}" for mood, number in day.counts.items()]
    spikes = [_("spike at {when}").format(when=spike_word(one, zone)) for one in day.spikes]
    return f"{day_word(day.date, long=True)}: {', '.join((*counts, *spikes))}."


def shares_in_words(days: Sequence[Day]) -> str:
    """The band, spoken."""
    told_ = (f"{day_word(day.date, long=True)}: {told(share(day.counts))}." for day in days)
    return " ".join((_("Negative share by day."), *told_))


def spike_word(one: Spike, zone: dt.tzinfo) -> str:
    """14:00 to 16:00, 60 posts where about 12 are usual"""
    begin, end = one.begins_at.astimezone(zone), one.ends_at.astimezone(zone)
    return _("{begin} to {end}, {posts} posts where about {usual} are usual").format(
        begin=f"{begin:%H:%M}",
        end=f"{end:%H:%M}",
        posts=words.count(one.posts),
        usual=words.whole(one.usual),
    )


def table(days: Sequence[Day]) -> list[dict[str, Any]]:
    """One row a day."""
    rows = []
    for day in days:
        part = share(day.counts)
        low, high = part.interval
        rows.append(
            {
                _("day"): day_word(day.date, long=True),
                _("posts"): part.whole,
                **{words.label(mood): number for mood, number in day.counts.items()},
                _("negative share"): words.percent(part.value) if part.value is not None else "",
                _("95 % interval"): _("{low} to {high}").format(
                    low=words.percent(low), high=words.percent(high)
                )
                if part.whole
                else "",
                _("note"): _("few posts") if part.whole and part.few else "",
                _("spikes"): len(day.spikes),
            }
        )
    return rows


def _spikes(found: Sequence[Spike], zone: dt.tzinfo) -> None:
    if not found:
        return
    most = sorted(found, key=lambda one: one.usual - one.posts)[:3]
    said = words.joined(
        f"{day_word(one.begins_at.astimezone(zone).date())} {spike_word(one, zone)}" for one in most
    )
    if len(found) > len(most):
        said = _("{said}, and {number} more").format(said=said, number=len(found) - len(most))
    told_ = _("Spikes: {said}.").format(said=said)
    st.caption(f":material/priority_high: {told_}")


def _axes(days: Sequence[Day], **value: Any) -> dict[str, Any]:
    return {
        "grid": {"top": 56, "left": 8, "right": 12, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "category", "data": [day_word(day.date) for day in days]},
        "yAxis": {"type": "value", **value},
        "aria": {"enabled": True, "decal": {"show": False}},
    }


def _bars(days: Sequence[Day]) -> dict[str, Any]:
    """Stacked bars, one a day; above those with a spike stands a mark."""
    bars: list[dict[str, Any]] = [
        {
            "name": words.capital(words.label(mood)),
            "type": "bar",
            "stack": "posts",
            "barMaxWidth": 44,
            "color": color,
            "data": [day.counts[mood] for day in days],
        }
        for mood, color in COLORS.items()
    ]
    marked = [
        {
            "value": [place, sum(day.counts.values())],
            "name": words.counted(len(day.spikes), "{number} spike", "{number} spikes"),
        }
        for place, day in enumerate(days)
        if day.spikes
    ]
    marks = {
        "name": _("Spike"),
        "type": "scatter",
        "symbol": "pin",
        "symbolSize": 30,
        "color": SPIKE,
        "label": {"show": True, "formatter": "!", "color": "#ffffff", "fontWeight": "bold"},
        "tooltip": {"show": False},
        "data": marked,
    }
    return {
        **_axes(days, minInterval=1),
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"top": 0, "left": 0},
        "series": [*bars, marks] if marked else bars,
    }


def _band(days: Sequence[Day]) -> dict[str, Any]:
    shares = [share(day.counts) for day in days]
    lows = [round(100 * one.interval[0], 1) if one.whole else None for one in shares]
    wide = [
        round(100 * (one.interval[1] - one.interval[0]), 1) if one.whole else None for one in shares
    ]
    hidden = {"type": "line", "stack": "band", "symbol": "none", "silent": True}
    return {
        **_axes(days, **_PERCENT),
        "series": [
            {**hidden, "data": lows, "lineStyle": {"opacity": 0}},
            {**hidden, "data": wide, "lineStyle": {"opacity": 0}, "areaStyle": {"color": _BAND}},
            {
                "name": _("Negative share"),
                "type": "line",
                "color": _LINE,
                "symbol": "circle",
                "symbolSize": 9,
                "data": [_dot(one) for one in shares],
            },
        ],
    }


def _dot(part: Share) -> dict[str, Any] | None:
    if part.value is None:
        return None
    return {
        "value": round(100 * part.value, 1),
        "itemStyle": {"color": _FEW if part.few else _LINE},
        "label": {"show": True, "formatter": words.percent(part.value), "position": "top"},
    }
