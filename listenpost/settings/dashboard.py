"""Where the dashboard is found."""

from __future__ import annotations

from pydantic import Field

from listenpost.settings.section import Section


class DashboardSettings(Section):
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(
        default=8501, ge=0, le=65535, description="Port to listen on; it must be free."
    )
    public_url: str | None = Field(
        default=None,
        description="The address behind a TLS proxy, such as https://care.example.org; makes "
        "cookies Secure and is the only other host name accepted.",
    )
    session_hours: float = Field(default=8, gt=0, description="How long a sign-in lasts.")
