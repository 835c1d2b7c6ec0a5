"""What a listener on posts and the threads below them can be told, on Facebook and on Instagram."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from listeners.reading_settings import ReadingSettings


class MetaSettings(ReadingSettings):
    """How often is read, how far back, and how much at the most."""

    overlap: dt.timedelta = Field(
        default=dt.timedelta(minutes=20),
        ge=dt.timedelta(0),
        description="How far each walk reads again behind the last one, for what comes late.",
    )
    watch_posts_for: dt.timedelta = Field(
        default=dt.timedelta(days=30),
        gt=dt.timedelta(0),
        description="How old a post or medium may be when a new comment below it is still found.",
    )
    max_requests: int = Field(
        default=100, ge=10, description="Requests of one poll; the next poll goes on from there."
    )
