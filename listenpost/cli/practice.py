"""listenpost practice: invented customers to practise with, beside the real ones."""

from __future__ import annotations

import signal
import time

import typer

from listenpost.cli.connect import connect
from listenpost.cli.output import say
from listenpost.demo.keeper import Keeper
from listenpost.services import practice

practice_app = typer.Typer(
    help="A room with invented customers, apart from the real ones.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(practice_app, name="practice")


@practice_app.command("on")
def switch_on() -> None:
    """Switch the practice room on: `listenpost up` opens it within a minute."""
    _, app = connect()
    practice.switch_here(app, on=True)
    say("Practice is on. `listenpost up` opens it; `listenpost practice status` says where.")


@practice_app.command("off")
def switch_off() -> None:
    """Switch the practice room off: all that is in it is removed."""
    _, app = connect()
    practice.switch_here(app, on=False)
    say("Practice is off. `listenpost up` closes it within seconds, and nothing of it is kept.")


@practice_app.command()
def status() -> None:
    """Show whether it is on, where it is, and who can sign in there."""
    settings, app = connect()
    if not practice.is_on(app):
        say("Practice is off.")
        return
    found = practice.opened(settings.practice.folder(settings.privacy.tombstones))
    if found is None:
        say(
            "Practice is on and not open here: `listenpost up` or "
            "`listenpost practice run` opens it."
        )
        return
    say(f"Practice is open: {found.address}")
    for one in found.entrances:
        say(f"  {one.role.value:<10} {one.name:<5} {one.password}")


@practice_app.command()
def run() -> None:
    """Open the room whenever it is switched on; for where `listenpost up` does not run."""
    settings, app = connect()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with Keeper(app, settings) as keeper:
        try:
            while True:
                keeper.look()
                time.sleep(0.5)
        except KeyboardInterrupt:
            return
