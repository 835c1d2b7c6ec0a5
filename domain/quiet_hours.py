"""Quiet hours: when a customer is probably asleep, on her own wall clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from domain.sla_calendar import DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From `begins` until `ends`, each day; a begin after the end goes over midnight."""

    begins: dt.time
    ends: dt.time

    def until(self, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime | None:
        """When they end; None where they are not on."""
        local = now.astimezone(zone)
        over_midnight = self.begins > self.ends
        late, early = local.time() >= self.begins, local.time() < self.ends
        if not (late or early if over_midnight else late and early):
            return None
        day = local.date() + (DAY if over_midnight and late else dt.timedelta(0))
        ends = dt.datetime.combine(day, self.ends, zone).astimezone(dt.UTC)
        again = dt.datetime.combine(day, self.ends.replace(fold=1), zone).astimezone(dt.UTC)
        return ends if ends > now else again  # an hour that the clocks repeat


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRules:
    """How we know where a customer lives: what a CRM says, else her country's or language's zone.

    `by_place` maps a country ("JP") or a language ("ja") to a zone; empty: nothing is guessed.
    """

    attribute: str = "time_zone"
    country: str = "country"
    by_place: Mapping[str, str] | None = None


def zone_of(
    rules: ZoneRules, attributes: Mapping[str, object], language: str | None, brand: dt.tzinfo
) -> dt.tzinfo:
    """The customer's time zone; the brand's where nothing says better."""
    places = {name.casefold(): zone for name, zone in (rules.by_place or {}).items()}
    country = str(attributes.get(rules.country) or "").casefold()
    spoken = (language or "").casefold()
    candidates = (
        attributes.get(rules.attribute),
        places.get(country),
        places.get(spoken),
        places.get(spoken.split("-")[0]),
    )
    for name in candidates:
        found = _zone(name)
        if found is not None:
            return found
    return brand


def _zone(name: object) -> dt.tzinfo | None:
    """A CRM may say anything: what is no zone tells nothing."""
    if not isinstance(name, str) or not name:
        return None
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return None
