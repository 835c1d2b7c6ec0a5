"""The next hours: requests that come, those that are due, and how many will wait."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from dashboard import plain, words
from dashboard.components.drawing import as_table, drawing
from dashboard.tongue import N_, Table, _
from domain.forecast import HOUR, Basis, Forecast, Hour, Trial

_COME, _DUE, _WAIT, _BAND = "#8fb0cc", "#c2504a", "#8a63b0", "rgba(138,99,176,0.28)"
_HEIGHT = 330
_BASES = Table(
    {
        Basis.WEEKS: N_("From the same hours of the last four weeks, and how busy today is."),
        Basis.DAYS: N_(
            "From the same hours of the last days, and how busy today is; from the second week on "
            "the days of the week count, too."
        ),
        Basis.SO_FAR: N_("From the hours since listening began: on the first day that is a guess."),
    }
)


def forecast_picture(found: Forecast | None, zone: dt.tzinfo) -> None:
    """Show the hours, in a sentence, a picture and a table, and how good such telling was."""
    if found is None:
        st.caption(_("There is no forecast before the first whole hour has been heard."))
        return
    st.html(plain.element("p", headline(found, zone), class_="lp-headline"))
    spec = _chart(found, zone)
    drawing(spec, height=_HEIGHT, alt=in_words(found, zone))
    st.caption(" ".join((_BASES[found.basis], tried(found.trial))))
    as_table(table(found, zone))


def headline(found: Forecast, zone: dt.tzinfo) -> str:
    """Who waits now, and when the forecast ends."""
    last = found.hours[-1]
    coming = sum(one.coming for one in found.hours)
    now = words.counted(
        found.now.waiting,
        "{number} request waits, {late} past its deadline.",
        "{number} requests wait, {late} past their deadline.",
        late=words.count(found.now.late),
    )
    then = _(
        "Until {when} about {coming} more come; at the usual pace about {waiting} wait then "
        "({low} to {high})."
    ).format(
        when=_clock(last.begins_at + HOUR, zone),
        coming=words.whole(coming),
        waiting=words.whole(last.waiting),
        low=words.whole(last.waiting_low),
        high=words.whole(last.waiting_high),
    )
    return f"{now} {then}"


def tried(trial: Trial | None) -> str:
    """How far off it was, beside the simplest guess."""
    if trial is None:
        return _("It can be tried on what came when there are more days.")
    return _(
        "Tried on the last {hours} hours, six hours ahead: off by {error} requests an hour; "
        "yesterday's number is off by {naive}. {within} of the hours lay in the range of four in "
        "five."
    ).format(
        hours=words.count(trial.hours),
        error=words.decimal(trial.error),
        naive=words.decimal(trial.naive),
        within=words.percent(trial.within),
    )


def in_words(found: Forecast, zone: dt.tzinfo) -> str:
    """The picture, spoken."""
    said = (
        _("{hour}: {coming} come, {due} due, {waiting} wait at its end.").format(
            hour=_clock(one.begins_at, zone),
            coming=words.decimal(one.coming),
            due=words.count(one.due),
            waiting=words.whole(one.waiting),
        )
        for one in found.hours
    )
    return " ".join((_("The next hours."), *said))


def table(found: Forecast, zone: dt.tzinfo) -> list[dict[str, Any]]:
    """One row an hour."""
    return [_row(one, zone) for one in found.hours]


def _row(one: Hour, zone: dt.tzinfo) -> dict[str, Any]:
    between = _("{low} to {high}")
    return {
        _("hour"): _clock(one.begins_at, zone),
        _("come"): words.decimal(one.coming),
        _("four in five"): between.format(low=words.whole(one.low), high=words.whole(one.high)),
        _("usually answered"): words.decimal(one.answered),
        _("fall due"): one.due,
        _("wait at its end"): words.whole(one.waiting),
        _("range"): between.format(
            low=words.whole(one.waiting_low), high=words.whole(one.waiting_high)
        ),
    }


def _clock(at: dt.datetime, zone: dt.tzinfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"


def _chart(found: Forecast, zone: dt.tzinfo) -> dict[str, Any]:
    """Who waits above, what comes and falls due below: their numbers are of different sizes.

    The band is a line that nobody sees, with the rest of the range stacked on it.
    """
    hours = found.hours
    names = [_clock(one.begins_at, zone) for one in hours]
    low = [round(one.waiting_low, 1) for one in hours]
    high = [round(one.waiting_high - one.waiting_low, 1) for one in hours]
    come, due, wait = _("come"), _("fall due"), _("wait")
    sides = {"left": 8, "right": 16, "containLabel": True}
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0, "left": 0, "data": [wait, come, due]},
        "grid": [{"top": 38, "height": 130, **sides}, {"top": 196, "height": 120, **sides}],
        "xAxis": [{"type": "category", "data": names, "gridIndex": place} for place in (0, 1)],
        "yAxis": [{"type": "value", "minInterval": 1, "gridIndex": place} for place in (0, 1)],
        "series": [
            _edge(low, "transparent"),
            _edge(high, _BAND),
            {
                "name": wait,
                "type": "line",
                "symbolSize": 6,
                "itemStyle": {"color": _WAIT},
                "data": [round(one.waiting, 1) for one in hours],
            },
            _bars(come, [round(one.coming, 1) for one in hours], _COME),
            _bars(due, [one.due for one in hours], _DUE),
        ],
    }


def _bars(name: str, data: list[Any], color: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": "bar",
        "xAxisIndex": 1,
        "yAxisIndex": 1,
        "barMaxWidth": 16,
        "itemStyle": {"color": color},
        "data": data,
    }


def _edge(data: list[float], color: str) -> dict[str, Any]:
    return {
        "type": "line",
        "stack": "range",
        "symbol": "none",
        "silent": True,
        "tooltip": {"show": False},
        "lineStyle": {"opacity": 0},
        "areaStyle": {"color": color},
        "data": data,
    }
