"""Deadlines, points and rules of articles as a form: a figure a field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import section_words
from dashboard.components.section_save import save
from dashboard.tongue import _
from domain.errors import Misfit, SettingMisfit
from domain.role import Actor
from listenpost.services.section_list import SectionView
from listenpost.settings.layers import Content
from listenpost.settings.misfit import NO_NUMBER

FIELDS: Mapping[str, Mapping[str, str]] = {
    "sla": section_words.LABELS,
    "priority": section_words.POINTS,
    "articles": section_words.OFFERS,
    "pulse": section_words.WORDS,
}
IN_DAYS = "recheck_every"


def figures_form(user: Actor, view: SectionView) -> None:
    """It begins with what holds; what it does not show stays as it is."""
    prefix, slots = f"{view.row.name}-{view.version}", dict[str, Any]()
    with st.form(prefix, border=False):
        entered = {}
        with st.grid("auto", min_column_width=260):
            for name, label in FIELDS[view.row.name].items():
                with st.container(key=f"{prefix}-{name}-place"):
                    entered[name] = _field(name, label, getattr(view.section, name), prefix)
                    slots[name] = st.empty()
        saved = st.form_submit_button(_("Save"), icon=":material/save:", type="primary")
    if saved:
        save(user, view, lambda: _content(view, entered), slots)


def _field(name: str, label: str, value: Any, prefix: str) -> Any:
    """What is entered, as the settings have it; text is read when it is saved."""
    key = f"{prefix}-{name}"
    match value:
        case bool():
            return st.toggle(label, value, key=key)
        case dt.timedelta():
            hours = value.total_seconds() / 3600
            unit, size = (_("days"), 24.0) if name == IN_DAYS else (_("hours"), 1.0)
            told = f"{label} ({unit})"
            return _number(told, hours / size, key) * size * 3600
        case float() if name == "at_risk_at":
            return _number(f"{label} (%)", value * 100, key) / 100
        case int() | float():
            return _number(label, value, key)
        case Mapping():
            told = ", ".join(f"{one} {points:g}" for one, points in value.items())
            return st.text_input(label, told, key=key, autocomplete="off")
    return st.text_input(label, ", ".join(value), key=key, autocomplete="off")


def _number(label: str, value: float, key: str) -> float:
    """No limit here: what is too small is refused by the service, with its reason."""
    found = st.number_input(label, value=float(value), format="%.10g", step=None, key=key)
    return float(found)


def _content(view: SectionView, entered: Mapping[str, Any]) -> Content:
    name = view.row.name
    found = {**view.content[name], **entered}
    if name == "priority":
        found["tiers"] = _tiers(str(entered["tiers"]))
    if name == "articles":
        words = str(entered["offered_across"]).replace(",", " ").split()
        found |= {"offered_across": words, "stale_days": _whole(entered["stale_days"])}
    if name == "pulse":
        parts = str(entered["our_words"]).split(",")
        found["our_words"] = [one.strip() for one in parts if one.strip()]
    return {name: found}


def _whole(number: float) -> float | int:
    return int(number) if number.is_integer() else number


def _tiers(text: str) -> dict[str, float]:
    found = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        name, _blank, points = part.rpartition(" ")
        try:
            found[name.strip(" :=")] = float(points)
        except ValueError:
            misfit = Misfit(path=("priority", "tiers"), why=NO_NUMBER)
            raise SettingMisfit(NO_NUMBER, misfit) from None
    return found
