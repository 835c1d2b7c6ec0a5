"""Who we are."""

from __future__ import annotations

from pydantic import Field

from listenpost.settings.section import Section


class Brand(Section):
    name: str = Field(default="Our brand", description="How replies sign and pages are titled.")
