"""What every page of one dashboard process shares."""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from listenpost.services.app import App
from listenpost.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One installation as its dashboard sees it; `built` is how it was when the process began."""

    built: App
    settings: Settings

    @property
    def app(self) -> App:
        """With what is set in the dashboard, as far as this process has looked."""
        return self.built.current()

    def look(self) -> None:
        """Take up what was set meanwhile, here or in another process."""
        self.built.settled.refresh(self.built.database)

    @property
    def secure(self) -> bool:
        """Whether browsers reach us by https, so that cookies may travel by nothing else."""
        return urlsplit(self.settings.dashboard.public_url or "").scheme == "https"

    @property
    def hosts(self) -> list[str]:
        """The host names under which we answer; others are refused (DNS rebinding)."""
        settings = self.settings.dashboard
        names = ["localhost", "127.0.0.1", "[::1]"]
        if not _is_wildcard(settings.host):
            names.append(settings.host)
        public = urlsplit(settings.public_url or "").hostname
        return list(dict.fromkeys([*names, public] if public else names))

    @property
    def session_lasts(self) -> dt.timedelta:
        return dt.timedelta(hours=self.settings.dashboard.session_hours)


_desk: Desk | None = None


def set_up(desk: Desk) -> None:
    """Make this the process's desk; Streamlit runs the pages in threads of the same process."""
    global _desk
    _desk = desk


def desk() -> Desk:
    """The process's desk."""
    if _desk is None:
        raise RuntimeError("call dashboard.desk.set_up before a page runs")
    return _desk


def _is_wildcard(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False
