"""A practice network in place of the real ones, and the room in which people practise."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from listenpost.settings.section import Section

FOLDER = "listenpost-practice"


class PracticeSettings(Section):
    url: str | None = Field(
        default=None,
        description="Address of a practice network whose clock is used; only for demo and tests.",
    )
    port: int = Field(
        default=8503, ge=1, le=65535,
        description="Port of the practice room's own dashboard, while an admin has it switched on.",
    )  # fmt: skip
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://\S+$",
        description="Address under which browsers reach that port, where a proxy stands before it.",
    )
    minutes: float = Field(
        default=240, gt=0, description="Real minutes for the invented week of the practice room."
    )

    def folder(self, tombstones: str) -> Path:
        """Where the room keeps all that it keeps, while it is switched on."""
        return Path(tombstones).absolute().parent / FOLDER
