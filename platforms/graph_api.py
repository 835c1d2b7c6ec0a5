"""Where Meta's API is and how long we wait for it: what each account there can be told."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field


class GraphApi(BaseModel):
    """The part of an account's settings that Facebook, Instagram and WhatsApp share."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str = Field(
        default="v26.0", description="Version of the Graph API.", pattern=r"^v\d+\.\d+$"
    )
    base_url: str = Field(
        default="https://graph.facebook.com",
        description="Where the API is.",
        pattern=r"^https?://\S+$",
    )
    timeout: dt.timedelta = Field(
        default=dt.timedelta(seconds=20), description="How long to wait for an answer."
    )
