"""Where customers' matters can be settled: [[channels]]."""

from __future__ import annotations

from pydantic import Field

from domain.channel import ChannelKind
from domain.prices import MICRO
from domain.recommend import Channel
from domain.sla_calendar import Calendar
from listenpost.settings.business_hours import BusinessHours
from listenpost.settings.section import Section


class ChannelSettings(Section):
    """One channel. Public replies and private messages are there without being named."""

    name: str = Field(min_length=1, max_length=60, description="How agents and rules call it.")
    kind: ChannelKind = Field(
        description="reply, message, article, phone, chat, email, store or specialist."
    )
    contact: str = Field(
        default="",
        max_length=200,
        description="What the customer is told: a number, an address, a link.",
    )
    languages: tuple[str, ...] = Field(
        default=(), description="Languages that are spoken there (de, pt); all where none is given."
    )
    platforms: tuple[str, ...] = Field(
        default=(), description="Only for customers on these networks; all where none is given."
    )
    queue: int | None = Field(default=None, ge=0, description="How many wait there as a rule.")
    queue_limit: int | None = Field(
        default=None, ge=0, description="With more than so many waiting it is not offered."
    )
    usd: float = Field(default=0.0, ge=0, description="What one contact costs, in dollars.")
    personal_data: bool = Field(
        default=True, description="Whether account data may be given there; never in a reply."
    )
    hours: BusinessHours | None = Field(
        default=None,
        description="[channels.hours]: as [business_hours], which hold for phone, chat, store and "
        "specialist where this is left out; the others are always open.",
    )

    def channel(self, hours: Calendar) -> Channel:
        """The channel as the domain knows it."""
        return Channel(
            name=self.name,
            kind=self.kind,
            contact=self.contact,
            hours=hours,
            languages=frozenset(self.languages),
            platforms=frozenset(self.platforms),
            queue=self.queue,
            queue_limit=self.queue_limit,
            price=round(self.usd * MICRO),
            personal_data=self.personal_data and self.kind is not ChannelKind.REPLY,
        )
