"""What every walk down a list can be told; each network says how late its own may be."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field


class WalkSettings(BaseModel):
    """How often a list is read, how far back and how much of it at once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    poll_every: dt.timedelta = Field(
        default=dt.timedelta(seconds=60), gt=dt.timedelta(0), description="Time between polls."
    )
    overlap: dt.timedelta = Field(
        default=dt.timedelta(minutes=20),
        ge=dt.timedelta(0),
        description="How late something may appear between others and still be found.",
    )
    look_back: dt.timedelta = Field(
        default=dt.timedelta(days=7),
        gt=dt.timedelta(0),
        description="How far the first walk reads back.",
    )
    page_size: int = Field(default=100, ge=1, le=100, description="Posts asked for at once.")
    max_pages: int = Field(
        default=50, ge=2, description="Pages read in one poll; the next poll goes on from there."
    )
