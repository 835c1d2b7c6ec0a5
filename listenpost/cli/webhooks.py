"""listenpost webhooks: the door for deliveries, alone; and what others would not be told."""

from __future__ import annotations

from dataclasses import asdict

import typer
import uvicorn

from domain.errors import ConfigurationError
from listenpost import settings_audit
from listenpost import webhooks as door
from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.services import ingest, telling
from listenpost.settings import looked_in, settings_file

group = typer.Typer(invoke_without_command=True)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(group, name="webhooks")


@group.callback()
def webhooks(context: typer.Context) -> None:
    """Take deliveries from Meta at /hooks/meta until Ctrl-C, without the dashboard."""
    if context.invoked_subcommand is None:
        _serve()


@group.command()
def dead(
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object a line."),
) -> None:
    """What the systems of [[webhooks.out]] would not take, newest first, and why."""
    _, app = connect()
    for one in telling.dead(app):
        if as_json:
            say_json(asdict(one))
        else:
            when = f"{one.dead_at:%Y-%m-%d %H:%M}" if one.dead_at else ""
            facts = (one.message_id, one.endpoint, one.event, f"case {one.case_id}", when, one.why)
            say("\t".join(map(str, facts)))


@group.command()
def retry(
    messages: list[int] = typer.Argument(None, help="Numbers of dead messages; all if left out."),
) -> None:
    """Tell dead messages again, from the beginning."""
    _, app = connect()
    found = telling.retry(app, messages or None)
    say(f"{found} to be told again; a worker does it.")


def _serve() -> None:
    """The door, until Ctrl-C."""
    settings, app = connect()
    settings_audit.note(app, settings, where="webhooks")
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
        door.make_app(app, chosen, settings.monitoring),
        host=chosen.host,
        port=chosen.port,
        log_config=None,
        access_log=False,
        server_header=False,
    )
