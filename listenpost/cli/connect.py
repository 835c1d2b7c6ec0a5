"""From the command line to an App."""

from __future__ import annotations

from sqlalchemy.exc import DatabaseError

from domain.errors import ConfigurationError
from listenpost.bootstrap import build
from listenpost.events import configure_logging
from listenpost.services.app import App
from listenpost.services.doctor import unusable
from listenpost.settings import Settings, load_settings
from storage import migrate


def connect(*, upgrade: bool = True) -> tuple[Settings, App]:
    """Read the settings, set up logging, bring the database up to date."""
    settings = load_settings()
    configure_logging(settings.worker.log_level)
    app = build(settings)
    try:
        if upgrade:
            migrate.upgrade(app.database)
            app.connections.refresh(app.database)
            app.settled.refresh(app.database)
    except DatabaseError as error:
        raise ConfigurationError(unusable(app.database, error)) from error
    return settings, app.current()
