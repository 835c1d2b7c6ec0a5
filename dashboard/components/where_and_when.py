"""Where and when customers are ignored: by network, team, age and hour of the day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

from dashboard import plain, words
from dashboard.components.group_picture import group_picture
from dashboard.tongue import _
from domain.ledger_groups import HOURS, Group
from listenpost.services.ledger_groups import LedgerGroups

Name = TypeVar("Name")
_SPAN = 3
"""So many hours on end are compared: one alone has few requests."""


def where_and_when(found: LedgerGroups) -> None:
    """Show the four pictures under one sentence."""
    told = headline(found)
    if told:
        st.html(plain.element("p", told, class_="lp-headline"))
    networks = {words.platform(name): one for name, one in found.by_platform.items()}
    teams = {words.team(name): one for name, one in found.by_team.items()}
    ages = {words.capital(words.AGES[age]): one for age, one in found.by_age.items()}
    hours = {hour_word(hour): one for hour, one in found.by_hour.items()}
    left, right = st.columns(2)
    with left:
        _part(_("By network"), networks, _("What became of requests, by network"))
        _part(_("By age"), ages, _("What became of requests, by their age"))
    with right:
        _part(_("By team"), teams, _("What became of requests, by team"))
        _part(
            _("By hour of the day"),
            hours,
            _("What became of requests, by the hour at which they were written"),
            upright=True,
        )


def headline(found: LedgerGroups) -> str:
    """The network and the hours where most are ignored; "" where there is too little to say it."""
    spans = _spans(found.by_hour)
    network, begin = _worst(found.by_platform), _worst(spans)
    told = []
    if network is not None:
        text = _("On {network} {share} of {number} requests are ignored.")
        told.append(_filled(text, found.by_platform[network], network=words.platform(network)))
    if begin is not None:
        text = _(
            "Of {number} requests written between {begin} and {end}, {share} are ignored: the "
            "worst hours of the day."
        )
        end = hour_word((begin + _SPAN) % HOURS)
        told.append(_filled(text, spans[begin], begin=hour_word(begin), end=end))
    return " ".join(told)


def hour_word(hour: int) -> str:
    """07:00"""
    return f"{hour:02}:00"


def _filled(text: str, group: Group, **more: str) -> str:
    share = words.percent(group.share.value or 0)
    return text.format(share=share, number=words.count(group.needed), **more)


def _spans(hours: Mapping[int, Group]) -> dict[int, Group]:
    """Some hours on end, by the first; around midnight, too."""
    return {
        first: sum((hours[(first + step) % HOURS] for step in range(_SPAN)), Group())
        for first in range(HOURS)
    }


def _worst(groups: Mapping[Name, Group]) -> Name | None:
    telling = [name for name, one in groups.items() if one.ignored and not one.share.few]
    return max(telling, key=lambda name: groups[name].share.value or 0, default=None)


def _part(title: str, groups: Mapping[str, Group], about: str, *, upright: bool = False) -> None:
    st.header(title, anchor=False)
    group_picture(groups, about=about, upright=upright)
