"""The weekly report: to whom, and when."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from domain.weekly import DAYS, WeeklyRules
from listenpost.settings.business_hours import Zone
from listenpost.settings.section import Section

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class WeeklyReportSettings(Section):
    send_to: tuple[str, ...] = Field(
        default=(),
        description="Destinations of [notifications] that get the weekly report; none by default.",
    )
    weekday: Day = Field(default="monday", description="On which day it is sent.")
    hour: int = Field(default=8, ge=0, le=23, description="At which hour.")
    time_zone: Zone = Field(
        default="UTC", description="On whose clock, and whose days it counts: an IANA name."
    )

    def rules(self) -> WeeklyRules:
        """The rules as the domain knows them."""
        return WeeklyRules(
            to=self.send_to,
            weekday=DAYS.index(self.weekday),
            at=dt.time(self.hour),
            zone=ZoneInfo(self.time_zone),
        )
