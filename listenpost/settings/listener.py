"""What every listener can be told, whatever it reads."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from listenpost.settings.section import Section


class ListenerSettings(Section):
    adaptive: bool = Field(
        default=True,
        description="Poll oftener where posts are due and seldom where not, in the mean every "
        "poll_every.",
    )
    requests_per_day: int | None = Field(
        default=None, gt=0, description="Budget of a UTC day; without it there is no end."
    )
    usd_per_day: float | None = Field(
        default=None, gt=0, description="Budget of a UTC day by the platform's price list."
    )
    time_limit: dt.timedelta = Field(
        default=dt.timedelta(minutes=2),
        gt=dt.timedelta(0),
        description="How long one poll may take (real time); the next one goes on from there.",
    )
    token_expires_at: dt.datetime | None = Field(
        default=None,
        description="When the account's token ends, as the platform told you: you are warned.",
    )
