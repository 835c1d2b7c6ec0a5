"""Opening hours of one channel, as a form has them: the brand's, none at all, or its own."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from dashboard.hours_entered import shifts_in, typed

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PLACE = ("time_zone", "country")


class Opening(StrEnum):
    """When somebody is there."""

    BRAND = "brand"
    ALWAYS = "always"
    OWN = "own"


def shown(hours: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the fields begin with: `when`, a line a day, whose clock and whose holidays."""
    found = hours or {}
    own = Opening.OWN if any(day in found for day in DAYS) else Opening.ALWAYS
    lines = {day: typed(found.get(day)) for day in DAYS}
    place = {"time_zone": found.get("time_zone", "UTC"), "country": found.get("country") or ""}
    return {"when": Opening.BRAND if hours is None else own, **lines, **place}


def entered(hours: Mapping[str, Any] | None, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """What is stored; None: the business hours hold.

    Who writes hours means them, though the choice above was forgotten. Calendars stay.
    """
    before = shown(hours)
    when = values["when"]
    if when == before["when"] and any(values[day] != before[day] for day in DAYS):
        when = Opening.OWN if any(values[day].strip() for day in DAYS) else when
    if when is Opening.BRAND:
        return None
    changed = {name for name in (*DAYS, *PLACE) if values[name] != before[name]}
    gone = {*changed, *(DAYS if when is Opening.ALWAYS else ())}
    if "country" in changed:
        gone.add("subdivision")  # it was a part of the other country
    kept = {name: value for name, value in (hours or {}).items() if name not in gone}
    if when is Opening.OWN:
        kept |= {day: shifts_in(values[day]) for day in DAYS if day in changed and values[day]}
        if not any(day in kept for day in DAYS):
            kept["monday"] = []  # hours were wanted, and none is there: the service says so
    return kept | {name: values[name] for name in PLACE if name in changed and values[name]}
