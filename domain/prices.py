"""What the platforms charge for reading, as data: with source and date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.mention import FACEBOOK, INSTAGRAM, REDDIT, YOUTUBE, Platform, X

MICRO = 1_000_000
"""Millionths of a dollar in a dollar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList:
    """`micro_usd` is the price of each thing read; `once_a_day`: the same thing again is free."""

    source: str
    seen_on: dt.date
    micro_usd: Mapping[str, int] = field(default_factory=dict)
    once_a_day: bool = True


FREE = PriceList(source="no price is known", seen_on=dt.date(2026, 11, 21))
PRICES: Mapping[Platform, PriceList] = {
    X: PriceList(
        source="docs.x.com/x-api/getting-started/pricing",
        seen_on=dt.date(2026, 11, 21),
        micro_usd={
            "owned_read": 1_000,  # the app owner's own mentions and posts, since 2026-04-20
            "post_read": 5_000,
            "user_read": 10_000,
            "dm_read": 10_000,
        },
    ),
    REDDIT: PriceList(
        source="reddit.com, Responsible Builder Policy: by contract where the use is commercial",
        seen_on=dt.date(2026, 11, 22),
    ),
    YOUTUBE: PriceList(
        source="developers.google.com/youtube/v3/determine_quota_cost: units of a quota, no money",
        seen_on=dt.date(2026, 11, 22),
    ),
    FACEBOOK: PriceList(
        source="developers.facebook.com/docs/graph-api/overview/rate-limiting",
        seen_on=dt.date(2026, 11, 21),
    ),
    INSTAGRAM: PriceList(
        source="developers.facebook.com/docs/graph-api/overview/rate-limiting",
        seen_on=dt.date(2026, 11, 22),
    ),
}


def prices_of(platform: Platform) -> PriceList:
    """The price list of a platform; free where none is known."""
    return PRICES.get(platform, FREE)
