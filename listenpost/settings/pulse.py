"""Whom Pulse compares the brand with, and which campaigns it follows: [pulse]."""

from __future__ import annotations

from pydantic import Field

from domain.pulse_name import Named, NameKind
from listenpost.settings.section import Section


class CompetitorSettings(Section):
    """[[pulse.competitors]]: a post that has one of the words names it."""

    name: str = Field(min_length=1, max_length=60, description="How the page calls it.")
    words: tuple[str, ...] = Field(
        default=(),
        description='Its names and handles: "acme air", "@acmeair"; by default its name. Case and '
        "accents do not matter, * stands for any ending.",
    )


class CampaignSettings(Section):
    """[[pulse.campaigns]]: a group of hashtags, a saved search, or both."""

    name: str = Field(min_length=1, max_length=60, description="How the page calls it.")
    words: tuple[str, ...] = Field(default=(), description="Its hashtags and words: #flyaway.")
    listeners: tuple[str, ...] = Field(
        default=(), description="Listeners all of whose posts belong to it, such as a search."
    )


class PulseSettings(Section):
    our_words: tuple[str, ...] = Field(
        default=(), description="The brand's names and handles; by default the brand's name."
    )
    competitors: tuple[CompetitorSettings, ...] = Field(
        default=(), description="[[pulse.competitors]]: for share of voice."
    )
    campaigns: tuple[CampaignSettings, ...] = Field(
        default=(), description="[[pulse.campaigns]]: what Pulse can be filtered by."
    )

    def named(self, brand: str) -> tuple[Named, ...]:
        """Everybody that posts are searched for; the brand only where there are competitors."""
        campaigns = tuple(
            Named(
                kind=NameKind.CAMPAIGN,
                name=one.name,
                words=one.words,
                listeners=frozenset(one.listeners),
            )
            for one in self.campaigns
        )
        rivals = tuple(
            Named(kind=NameKind.COMPETITOR, name=one.name, words=one.words or (one.name,))
            for one in self.competitors
        )
        us = Named(kind=NameKind.US, name=brand, words=self.our_words or (brand,))
        return campaigns + ((us, *rivals) if rivals else ())
