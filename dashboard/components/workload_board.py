"""Work against the people who are there: places taken by each, and what waits for each team."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import plain, words
from dashboard.components.drawing import as_table, drawing
from dashboard.tongue import _
from domain.workload import Load, TeamLoad, Workload

_HELD, _FULL, _FREE = "#2f6f9f", "#c2504a", "#d5dee3"


def workload_board(found: Workload) -> None:
    """Show people and teams as they stand now."""
    people, teams = st.columns(2)
    with people:
        st.header(_("People"), anchor=False)
        _people(found.people)
    with teams:
        st.header(_("Teams"), anchor=False)
        _teams(found.teams)
    st.caption(_("At this moment, on all networks. Places of people who are away do not count."))


def _people(people: Sequence[Load]) -> None:
    if not people:
        st.caption(_("Nobody holds a case, and nobody can be given one by itself."))
        return
    height = 76 + 34 * len(people)
    drawing(_chart(people), height=height, alt=in_words(people))
    as_table(table(people))


def in_words(people: Sequence[Load]) -> str:
    """The bars, spoken."""
    said = (f"{one.name}: {places(one)}." for one in people)
    return " ".join((_("Cases that people hold, against their places."), *said))


def places(one: Load) -> str:
    """4 of 6, or what there is instead."""
    taken = words.count(one.held)
    if one.capacity:
        taken = _("{part} of {whole}").format(part=taken, whole=words.count(one.capacity))
    return _("{taken}, away").format(taken=taken) if one.away else taken


def table(people: Sequence[Load]) -> list[dict[str, Any]]:
    """One row a person."""
    return [
        {
            "": one.name,
            _("holds"): one.held,
            _("places"): one.capacity or "",
            _("free"): one.free if one.capacity else "",
            _("teams"): ", ".join(one.teams),
            _("note"): _("away") if one.away else "",
        }
        for one in people
    ]


def _teams(teams: Sequence[TeamLoad]) -> None:
    if not teams:
        st.caption(_("There is no team, and nothing waits."))
        return
    for one in teams:
        st.html(_card(one))


def _card(one: TeamLoad) -> str:
    numbers = {_("wait for anybody"): one.waiting, _("held"): one.held}
    if one.name:
        numbers |= {_("free places"): one.free, _("people there"): one.people}
    facts = plain.facts({name: words.count(number) for name, number in numbers.items()})
    note = plain.element("p", short(one), class_="lp-note") if one.name and one.short else ""
    return (
        f'<section class="lp-card">{plain.element("h3", words.team(one.name))}'
        f"{facts}{note}</section>"
    )


def short(one: TeamLoad) -> str:
    """That more waits than can be given out."""
    return words.counted(
        one.short,
        "{number} case waits for which nobody has a place.",
        "{number} cases wait for which nobody has a place.",
    )


def _chart(people: Sequence[Load]) -> dict[str, Any]:
    return {
        "legend": {"top": 0, "left": 0, "icon": "roundRect", "data": [_("holds"), _("free")]},
        "grid": {"top": 34, "left": 8, "right": 64, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [one.name for one in people],
            "axisLabel": {"width": 120, "overflow": "truncate"},
        },
        "series": [
            _bars(
                _("holds"),
                _HELD,
                [
                    {"value": one.held, "itemStyle": {"color": _FULL if one.full else _HELD}}
                    for one in people
                ],
            ),
            _bars(_("free"), _FREE, [{"value": one.free, "label": _label(one)} for one in people]),
        ],
    }


def _label(one: Load) -> dict[str, Any]:
    return {"show": True, "position": "right", "formatter": places(one)}


def _bars(name: str, color: str, data: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": name,
        "type": "bar",
        "stack": "all",
        "silent": True,
        "barMaxWidth": 22,
        "itemStyle": {"color": color},
        "data": data,
    }
