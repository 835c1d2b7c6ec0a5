"""Running the dashboard: one process, one port."""

from __future__ import annotations

import gc
import socket

from dashboard.asgi import make_app
from dashboard.desk import desk
from dashboard.theme import options
from domain.errors import ConfigurationError
from listenpost import settings_audit, vitals
from listenpost.bootstrap import build
from listenpost.settings import Settings


def serve(settings: Settings) -> None:
    """Serve until stopped; raises ConfigurationError if the port is taken."""
    require_free(settings.dashboard.host, settings.dashboard.port)
    app, monitoring = build(settings), settings.monitoring
    settings_audit.note(app, settings, where="dashboard")
    pages = make_app(app, settings)
    gc.freeze()  # modules and settings live as long as the process: nobody looks for them again
    with vitals.own_port(app, monitoring, monitoring.dashboard_port):
        pages.run(config=options(desk()))


def require_free(host: str, port: int) -> None:
    """Say who is in the way before anything is loaded; Streamlit would say less."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigurationError(
                f"dashboard.port: {host}:{port} cannot be used ({error.strerror}). Stop what runs "
                "there, or choose another port: LISTENPOST_DASHBOARD__PORT=8502"
            ) from error
