"""listenpost notify: where people are told, how it stands, and whether it works."""

from __future__ import annotations

import sys

import typer

from domain.errors import BadInput, ListenpostError
from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.services import notifying
from listenpost.services.app import App
from listenpost.services.notifying import Place

group = typer.Typer(help="Who is told of what, where they read.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(group, name="notify")


@group.callback()
def _group() -> None:
    """Who is told of what, where they read."""


@group.command("list")
def listed(
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object a line."),
) -> None:
    """Each destination: when it was told last, what waits, why it fails. No address is shown."""
    _, app = connect()
    for place in notifying.places(app):
        if as_json:
            say_json(_facts(place))
        else:
            say(_line(place))
    if not app.destinations:
        say("None is set: [notifications.destinations.NAME] (docs/notifications.md).")


@group.command("test")
def send_test(
    names: list[str] = typer.Argument(None, help="Destinations; all if left out."),
) -> None:
    """Send a test message now, whatever the hour, and say what stands in the way."""
    _, app = connect()
    chosen = names or [one.name for one in app.destinations]
    if not chosen:
        raise BadInput("No destination is set: add [notifications.destinations.NAME].")
    for name in chosen:
        notifying.destination(app, name)
    refused = [name for name in chosen if not _try(app, name)]
    if refused:
        raise typer.Exit(1)


def _try(app: App, name: str) -> bool:
    try:
        notifying.try_out(app, name)
    except ListenpostError as error:
        sys.stderr.write(f"{name}: {error}\n")
        return False
    say(f"{name}: taken.")
    return True


def _line(place: Place) -> str:
    now = place.standing
    last = f"last told {now.sent_at:%Y-%m-%d %H:%M} UTC" if now.sent_at else "nothing told yet"
    parts = [place.to.name, ", ".join(_kinds(place)), last, f"{now.waiting:,} waiting"]
    if now.failing:
        parts.append(f"FAILS: {now.error}")
    return "\t".join(parts)


def _kinds(place: Place) -> list[str]:
    return sorted(kind.value for kind in place.to.kinds)


def _facts(place: Place) -> dict[str, object]:
    now = place.standing
    return {
        "name": place.to.name,
        "kinds": _kinds(place),
        "waiting": now.waiting,
        "failing": now.failing,
        "last_told": now.sent_at.isoformat() if now.sent_at else None,
        "last_failure": now.failed_at.isoformat() if now.failed_at else None,
        "error": now.error,
    }
