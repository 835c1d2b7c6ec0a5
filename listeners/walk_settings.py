"""What every walk down a list can be told."""

from __future__ import annotations

from pydantic import Field

from listeners.reading_settings import ReadingSettings


class WalkSettings(ReadingSettings):
    """How much of a list is read at once, and in one poll."""

    page_size: int = Field(default=100, ge=1, le=100, description="Posts asked for at once.")
    max_pages: int = Field(
        default=50, ge=2, description="Pages read in one poll; the next poll goes on from there."
    )
