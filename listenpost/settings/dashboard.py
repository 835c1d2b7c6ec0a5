"""Where the dashboard is found."""

from __future__ import annotations

import datetime as dt
from typing import Literal

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
    language: Literal["en", "nl", "sv", "cs", "el", "ca"] = Field(
        default="en",
        description="The pages' language for whoever has chosen none and whose browser asks for "
        "none of them.",
    )
    session_hours: float = Field(default=8, gt=0, description="How long a sign-in lasts.")
    idle_minutes: float = Field(
        default=60,
        ge=0,
        description="Without a click or a typed word for so long one is signed out; a page that "
        "refreshes itself is none. 0: not before session_hours.",
    )
    inner_hosts: tuple[str, ...] = Field(
        default=(),
        description="Hosts inside your own network that an account connected from the dashboard "
        "may name, such as a Mastodon server in the office; all others must be public and https.",
    )

    @property
    def idle(self) -> dt.timedelta | None:
        """How long somebody stays signed in without a click; None for as long as it lasts."""
        return dt.timedelta(minutes=self.idle_minutes) if self.idle_minutes else None

    def base_url(self) -> str:
        """What links begin with."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")
