"""listenpost accounts: what was connected from the dashboard."""

from __future__ import annotations

import typer

from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.services import connected_list, connecting

accounts_app = typer.Typer(help="Accounts on networks, from all places.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(accounts_app, name="accounts")


@accounts_app.command("list")
def list_accounts(
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Show every account, where it is kept, what listens to it and what stops it; no secret."""
    _, app = connect()
    found = connected_list.every(app)
    if as_json:
        say_json({"accounts": [one.facts() for one in found]})
        return
    if not found:
        say("Nothing is connected yet: sign in as an admin and open Accounts.")
    for one in found:
        where = "settings file" if one.in_file else "dashboard"
        state = "paused" if one.paused else one.trouble or "on"
        say(f"{one.name:<20} {one.platform:<12} {where:<14} {state}")


@accounts_app.command("remove")
def remove(name: str) -> None:
    """Forget a connected account with its secrets; what was heard through it stays."""
    _, app = connect()
    connecting.remove_here(app, name)
    say(f"{name} is removed. Take back its token on the network, too.")
