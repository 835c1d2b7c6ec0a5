"""listenpost handoff: a context code for a customer who is moved to another channel."""

from __future__ import annotations

import typer

from domain.handoff import HandoffChannel
from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.services import handoff as services
from listenpost.services import tickets


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(handoff)


def handoff(
    case: int = typer.Argument(help="Number of the case."),
    to: HandoffChannel = typer.Option(help="Where the customer goes on."),
    helpdesk: str = typer.Option("", help="With --to helpdesk: which one, by its name."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Make a context code for a case; it is shown once, and only its hash is kept."""
    _, app = connect()
    if to is HandoffChannel.HELPDESK:
        number = tickets.request_as(app, case, helpdesk, user_id=None)
        say_json({"ticket": number}) if as_json else say("A worker makes the ticket.")
        return
    made = services.make_as(app, case, to=to, user_id=None)
    if as_json:
        say_json(
            {
                "handoff": made.handoff_id,
                "code": made.code,
                "link": made.link,
                "expires_at": made.expires_at.isoformat(),
            }
        )
        return
    say(f"Code: {made.code}")
    if made.link:
        say(f"Link: {made.link}")
    say(f"Good until {made.expires_at:%Y-%m-%d %H:%M} UTC; it is not shown again.")
