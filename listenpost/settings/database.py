"""Where the records are kept."""

from __future__ import annotations

from pydantic import Field

from listenpost.settings.section import Section


class DatabaseSettings(Section):
    url: str = Field(
        default="sqlite:///listenpost.db",
        description="sqlite:///FILE or postgresql://user:password@host/name.",
    )
