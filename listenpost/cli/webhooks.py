"""listenpost webhooks: the door for deliveries, alone."""

from __future__ import annotations

import typer
import uvicorn

from domain.errors import ConfigurationError
from listenpost import webhooks as door
from listenpost.cli.connect import connect
from listenpost.cli.output import say
from listenpost.services import ingest
from listenpost.settings import looked_in, settings_file


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(webhooks)


def webhooks() -> None:
    """Take deliveries from Meta at /hooks/meta until Ctrl-C, without the dashboard."""
    settings, app = connect()
    chosen = settings.webhooks
    if not chosen.secrets():
        raise ConfigurationError(
            "webhooks.app_secret is not set, so that no delivery could be told from a forged one. "
            f"{looked_in(settings_file(), 'webhooks', 'app_secret')} You find it in the Meta app's "
            "dashboard under App settings > Basic."
        )
    ingest.register_listeners(app)
    say(f"Deliveries: http://{chosen.host}:{chosen.port}{door.META} (behind a proxy with TLS)")
    uvicorn.run(
        door.make_app(app, chosen),
        host=chosen.host,
        port=chosen.port,
        log_config=None,
        access_log=False,
        server_header=False,
    )
