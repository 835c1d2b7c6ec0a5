"""A machine that translates what customers write; off by default."""

from __future__ import annotations

from pydantic import Field

from listenpost.settings.section import Section


class TranslationSettings(Section):
    url: str | None = Field(
        default=None,
        description="A service that speaks LibreTranslate's API, up to /translate; left out, "
        "nothing is translated. Posts go there as they are: best one of your own.",
    )
    key: str | None = Field(
        default=None, repr=False, description="Its key; best from the environment or a file."
    )
    timeout_seconds: float = Field(default=10.0, gt=0, le=60, description="For one post.")
