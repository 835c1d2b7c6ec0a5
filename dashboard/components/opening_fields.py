"""Opening hours of one channel: as the brand's, day and night, or a line a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.components.hours_form import choice, country_name, day_name, zones
from dashboard.desk import desk
from dashboard.own_hours import DAYS, Opening
from dashboard.tongue import N_, Table, _
from listenpost.holidays import known_countries

_WHEN = Table(
    {
        Opening.BRAND: N_("As the business hours"),
        Opening.ALWAYS: N_("Day and night"),
        Opening.OWN: N_("At its own hours"),
    }
)


def opening_fields(label: str, about: str, begin: Mapping[str, Any], key: str) -> dict[str, Any]:
    """What is entered, as `own_hours` has it."""
    whens = list(Opening)
    found: dict[str, Any] = {
        "when": st.selectbox(
            label,
            whens,
            index=whens.index(begin["when"]),
            format_func=lambda one: _WHEN[one],
            help=about,
            key=f"{key}-when",
        )
    }
    with st.expander(_("Its own hours"), icon=":material/schedule:"):
        st.caption(_("Such as 9-17:30, or 9-12:30, 13:30-18 with a break. Empty: closed."))
        with st.grid("auto", min_column_width=210):
            for number, day in enumerate(DAYS):
                found[day] = st.text_input(
                    day_name(number),
                    begin[day],
                    placeholder=_("closed"),
                    key=f"{key}-{day}",
                    autocomplete="off",
                )
        found |= _place(begin, key)
    return found


def _place(begin: Mapping[str, Any], key: str) -> dict[str, str]:
    """Hours that are new begin on the brand's own clock."""
    with st.grid("auto", min_column_width=210):
        brand = desk().app.settled.settings.business_hours.time_zone
        begins = brand if begin["when"] is Opening.BRAND else begin["time_zone"]
        zone = choice(_("Time zone"), zones(), begins, f"{key}-zone", str)
        countries = ["", *sorted(known_countries(), key=words.country)]
        label = _("Public holidays of")
        now = begin["country"].upper()
        of = choice(label, countries, now, f"{key}-country", country_name)
    return {"time_zone": zone, "country": begin["country"] if of == now else of}
