"""Business hours as a form that needs no explanation: a line a day, a time zone, holidays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any
from zoneinfo import available_timezones

import streamlit as st

from dashboard import words
from dashboard.components.section_save import save
from dashboard.hours_entered import shifts_in, typed
from dashboard.own_hours import DAYS
from dashboard.tongue import _
from domain.role import Actor
from listenpost.holidays import known_countries
from listenpost.services.section_list import SectionView
from listenpost.settings.business_hours import BusinessHours

_MONDAY = dt.date(2026, 3, 2)


def hours_form(user: Actor, view: SectionView) -> None:
    """It begins with what holds."""
    hours: BusinessHours = view.section
    prefix = f"hours-{view.version}"
    always = hours.week() is None
    chosen = st.segmented_control(
        _("When deadlines run"),
        [False, True],
        default=always,
        format_func=lambda one: _("Day and night") if one else _("At these hours"),
        key=f"{prefix}-always",
    )
    slots: dict[str, Any] = {}
    entered: dict[str, Any] = {}
    if not chosen:
        entered |= _week(hours, prefix, slots)
    entered |= _place(hours, prefix, slots)
    if st.button(_("Save"), icon=":material/save:", type="primary", key="section_save"):
        save(user, view, partial(_content, entered), slots)


def _content(entered: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in entered.items() if value}
    if "monday" in entered and not any(entered[day] for day in DAYS):
        found["monday"] = []  # hours were wanted, and none is there: the service says so
    return {"business_hours": found}


def _week(hours: BusinessHours, prefix: str, slots: dict[str, Any]) -> dict[str, list[str]]:
    """A field a day; what is left empty is closed."""
    st.caption(_("Such as 9-17:30, or 9-12:30, 13:30-18 with a break. Empty: closed."))
    found = {}
    with st.grid("auto", min_column_width=210):
        for number, day in enumerate(DAYS):
            with st.container(key=f"{prefix}-{day}-place"):
                text = st.text_input(
                    day_name(number),
                    typed(getattr(hours, day)),
                    placeholder=_("closed"),
                    key=f"{prefix}-{day}",
                    autocomplete="off",
                )
                slots[day] = st.empty()
            found[day] = shifts_in(text)
    return found


def _place(hours: BusinessHours, prefix: str, slots: dict[str, Any]) -> dict[str, Any]:
    """Whose clock, and whose holidays."""
    with st.grid("auto", min_column_width=260):
        with st.container(key=f"{prefix}-zone-place"):
            zone = choice(_("Time zone"), zones(), hours.time_zone, f"{prefix}-zone", str)
            slots["time_zone"] = st.empty()
        with st.container(key=f"{prefix}-country-place"):
            countries = ["", *sorted(known_countries(), key=words.country)]
            now = (hours.country or "").upper()
            label = _("Public holidays of")
            country = choice(label, countries, now, f"{prefix}-country", country_name)
            slots["country"] = st.empty()
        part = _part(hours, country, prefix, slots)
    return {"time_zone": zone, "country": country, "subdivision": part}


def _part(hours: BusinessHours, country: str, prefix: str, slots: dict[str, Any]) -> str:
    parts = known_countries().get(country, ())
    if not parts:
        return ""
    now = hours.subdivision or "" if country == (hours.country or "").upper() else ""
    with st.container(key=f"{prefix}-part-place"):
        label, key = _("And of this part of it"), f"{prefix}-part-{country}"
        found = choice(label, ["", *parts], now, key, lambda one: one or _("none"))
        slots["subdivision"] = st.empty()
    return found


def day_name(number: int) -> str:
    """Counted from Monday, which is 0."""
    return words.capital(words.weekday(_MONDAY + dt.timedelta(days=number), short=False))


def country_name(code: str) -> str:
    """A country, or that there is none."""
    return words.country(code) if code else _("none")


def choice(label: str, options: list[str], now: str, key: str, show: Callable[[str], str]) -> str:
    """What holds can be chosen again, though no list has it."""
    known = options if now in options else [now, *options]
    found: str = st.selectbox(label, known, index=known.index(now), format_func=show, key=key)
    return found


@cache
def zones() -> list[str]:
    """Those that people know by a place."""
    return sorted(one for one in available_timezones() if "/" in one or one == "UTC")
