"""When somebody is there: shifts, time zone and holidays."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from domain.sla_calendar import DAY, Shift, Week, week_of
from listenpost.settings.section import Section

_SHIFT = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError) as error:
        raise ValueError(
            f"{name} is no time zone; names are those of the IANA list, such as Europe/Berlin"
        ) from error
    return name


def _shift(text: str) -> str:
    shift_of(text)
    return text


def shift_of(text: str) -> Shift:
    """09:00-17:30 as a shift; one that ends before it begins ends on the next day."""
    found = _SHIFT.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text} is no shift; write it as 09:00-12:30")
    begins, ends = (
        dt.timedelta(hours=int(hours), minutes=int(minutes))
        for hours, minutes in (found.group(1, 2), found.group(3, 4))
    )
    if begins >= DAY or ends > DAY or int(found[2]) > 59 or int(found[4]) > 59 or begins == ends:
        raise ValueError(f"{text} is no shift; times go from 00:00 to 24:00, and differ")
    return Shift(begins=begins, ends=ends if ends > begins else ends + DAY)


Zone = Annotated[str, AfterValidator(_zone)]
Shifts = tuple[Annotated[str, AfterValidator(_shift)], ...]
_SHIFTS = 'Shifts, such as ["09:00-12:30", "13:30-18:00"]; none where a day is left out.'


class BusinessHours(Section):
    time_zone: Zone = Field(
        default="UTC", description="Whose wall clock the shifts are read on: an IANA name."
    )
    monday: Shifts | None = Field(
        default=None,
        description=f"{_SHIFTS} Where no day has any line, deadlines run day and night.",
    )
    tuesday: Shifts | None = Field(default=None, description=_SHIFTS)
    wednesday: Shifts | None = Field(default=None, description=_SHIFTS)
    thursday: Shifts | None = Field(default=None, description=_SHIFTS)
    friday: Shifts | None = Field(default=None, description=_SHIFTS)
    saturday: Shifts | None = Field(default=None, description=_SHIFTS)
    sunday: Shifts | None = Field(default=None, description=_SHIFTS)
    country: str | None = Field(
        default=None, description="Public holidays of this country: ISO code, such as DE."
    )
    subdivision: str | None = Field(
        default=None, description="And of this part of it, such as BY; needs country."
    )
    ical: tuple[str, ...] = Field(
        default=(),
        description="iCal files, or addresses that are asked when a process starts; each day that "
        "an all-day event covers is closed.",
    )
    ical_cache: str = Field(
        default="listenpost-holidays",
        description="Folder for the last good copy of each iCal address.",
    )

    def week(self) -> Week | None:
        """The shifts by day, Monday first; None where there are no business hours at all."""
        days = (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )
        if all(shifts is None for shifts in days):
            return None
        found: dict[int, list[Shift]] = {day: [] for day in range(7)}
        for day, shifts in enumerate(days):
            for shift in map(shift_of, shifts or ()):
                found[day].append(Shift(begins=shift.begins, ends=min(shift.ends, DAY)))
                if shift.ends > DAY:
                    rest = Shift(begins=dt.timedelta(0), ends=shift.ends - DAY)
                    found[(day + 1) % 7].append(rest)
        return week_of(found)
