"""How much one customer is written to, and when."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from domain.bot_loop import LoopRules
from domain.flood import FloodRules
from domain.quiet_hours import ZoneRules
from listenpost.settings.business_hours import Zone
from listenpost.settings.quiet_span import QuietSpan, quiet_of
from listenpost.settings.section import Section

_COUNT = (
    "Most that one customer is sent in {}, over all accounts, networks and programs; 0: no limit."
)


class FloodSettings(Section):
    per_hour: int = Field(default=6, ge=0, description=_COUNT.format("an hour"))
    per_day: int = Field(default=12, ge=0, description=_COUNT.format("a day"))
    per_week: int = Field(default=30, ge=0, description=_COUNT.format("a week"))
    quiet_hours: QuietSpan = Field(
        default="22:00-07:00",
        description="On the customer's clock: statements, follow-ups, surveys and what no person "
        'wrote wait for their end; "" for none.',
    )
    hold_answers: bool = Field(
        default=False,
        description="Whether people's answers wait, too. Critical and high ones, and those to what "
        "was written in the last two hours, never do.",
    )
    time_zone_attribute: str = Field(
        default="time_zone", description="Attribute from the CRM with the customer's zone."
    )
    country_attribute: str = Field(
        default="country", description="Attribute from the CRM with the customer's country."
    )
    time_zones: dict[str, Zone] = Field(
        default={},
        description='Zones by country or language where the CRM names none, such as JP = "Asia/'
        'Tokyo"; left out, nothing is guessed and the zone of business_hours counts.',
    )
    repeat_within: dt.timedelta = Field(
        default=dt.timedelta(days=1),
        description="The same statement goes to one customer once in that time, in whatever case.",
    )
    loop_exchanges: int = Field(
        default=4,
        ge=2,
        description="So many hasty exchanges of alike words are a loop of programs.",
    )
    loop_within: dt.timedelta = Field(
        default=dt.timedelta(minutes=10), description="And this is how hasty they are."
    )
    usd_per_day: float | None = Field(
        default=None,
        gt=0,
        description="What replies may cost in a UTC day; one that would cost more waits for the "
        "next day. Left out, there is no limit.",
    )

    def rules(self) -> FloodRules:
        """The rules as the domain knows them."""
        return FloodRules(
            per_hour=self.per_hour or None,
            per_day=self.per_day or None,
            per_week=self.per_week or None,
            quiet=quiet_of(self.quiet_hours),
            hold_answers=self.hold_answers,
            repeat_within=self.repeat_within,
            loop=LoopRules(exchanges=self.loop_exchanges, within=self.loop_within),
        )

    def zones(self) -> ZoneRules:
        """How a customer's zone is known."""
        return ZoneRules(
            attribute=self.time_zone_attribute,
            country=self.country_attribute,
            by_place=self.time_zones,
        )
