"""listenpost secrets: the keys that seal connected accounts."""

from __future__ import annotations

from dataclasses import asdict

import typer

from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.services import rotating
from platforms.sealing import new_key

secrets_app = typer.Typer(
    help="Keys that seal the secrets of connected accounts.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(secrets_app, name="secrets")


@secrets_app.command("key")
def key() -> None:
    """Print a fresh key for secrets.keys; nothing is changed."""
    say(new_key())


@secrets_app.command("status")
def status(as_json: bool = typer.Option(False, "--json", help="Print one JSON object.")) -> None:
    """Show which key seals which account; no key is shown."""
    _, app = connect()
    found = rotating.standing(app)
    if as_json:
        say_json({"keys": [asdict(one) for one in found]})
        return
    for one in found:
        what = "newest" if one.newest else "older" if one.known else "MISSING"
        names = ", ".join(one.accounts) or "no account: it may be removed"
        say(
            f"{one.key_id}  {what:<8} {'nothing yet' if one.newest and not one.accounts else names}"
        )


@secrets_app.command("rotate")
def rotate(
    make_key: bool = typer.Option(
        False, "--new-key", help="First put a fresh key on top of the keys' file."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Seal every account anew with the newest key, while everything goes on running.

    What was broken off goes on with the next call.
    """
    _, app = connect()
    if make_key:
        app.connections.keys.add()
    done = rotating.rotate(app)
    if as_json:
        say_json(asdict(done))
    else:
        say(f"Sealed with {done.key_id}: {done.rotated} anew, {done.already} already.")
        for name, why in done.failed.items():
            say(f"{name} stays as it is: {why}")
        if done.unused and not done.failed:
            say(f"No account needs these keys any more, remove them: {', '.join(done.unused)}.")
    if done.failed:
        raise typer.Exit(1)
