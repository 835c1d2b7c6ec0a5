"""A practice network in place of the real ones."""

from __future__ import annotations

from pydantic import Field

from listenpost.settings.section import Section


class PracticeSettings(Section):
    url: str | None = Field(
        default=None,
        description="Address of a practice network whose clock is used; only for demo and tests.",
    )
