"""What every listener that asks again and again can be told."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field


class ReadingSettings(BaseModel):
    """How often is read, and how far back."""

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
