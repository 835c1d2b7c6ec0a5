"""Moving customers to other channels: how long a context code lasts, and where they go on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pydantic import Field

from domain.handoff import HandoffChannel, HandoffRules
from domain.recommend import Channel
from listenpost.settings.section import Section


class HandoffSettings(Section):
    code_hours: float = Field(
        default=72, gt=0, le=24 * 30, description="Hours after which a context code expires."
    )
    kept_days: int = Field(
        default=30,
        ge=0,
        description="Days after a code has expired until its hash is forgotten; that there was a "
        "handoff, and whether it was opened, stays.",
    )
    pin_minutes: float = Field(
        default=15,
        gt=0,
        le=24 * 60,
        description="Minutes within which a colleague without an account must use her PIN.",
    )
    tries: int = Field(
        default=20,
        ge=3,
        description="Wrong codes within a quarter of an hour, by one user or network address, "
        "after which no more are looked at.",
    )
    tries_all: int = Field(
        default=1000,
        ge=20,
        description="The same for all strangers together; signed-in colleagues go on.",
    )

    def rules(self, public_url: str | None, channels: Sequence[Channel]) -> HandoffRules:
        """The rules as the domain knows them; where a channel is, [[channels]] say."""
        places = {
            to: one.contact
            for to in HandoffChannel
            for one in reversed(channels)
            if one.kind == to.value and one.contact
        }
        return HandoffRules(
            lasts=dt.timedelta(hours=self.code_hours),
            kept=dt.timedelta(days=self.kept_days),
            pin_lasts=dt.timedelta(minutes=self.pin_minutes),
            tries_each=self.tries,
            tries_all=self.tries_all,
            places=places,
            public_url=public_url,
        )
