"""listenpost demo"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from domain.errors import BadInput
from listenpost.cli.output import say, say_json
from listenpost.demo import headless, interactive
from listenpost.demo.agents import MEDIAN_MINUTES, Route
from listenpost.demo.database import database
from listenpost.demo.headless import HeadlessRun
from listenpost.demo.lockstep import MINUTES as LOCKSTEP_MINUTES
from listenpost.events import configure_logging
from storage.inbox import InboxOrder

HEADLESS_MINUTES = 2.0
INTERACTIVE_MINUTES = 240.0
INTERACTIVE_START = "d0T08:00"


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(demo)


def demo(
    no_dashboard: bool = typer.Option(
        False, "--headless", help="No dashboard; print a summary at the end."
    ),
    minutes: float = typer.Option(
        0, min=0, help="Real minutes for the whole scenario; 240 with the dashboard, 2 without."
    ),
    agents: int = typer.Option(
        -1, min=-1, help="Simulated agents; none with the dashboard, 3 without."
    ),
    posts: int = typer.Option(0, min=0, help="Play only the first N posts of a replay."),
    replay: Path | None = typer.Option(None, help="Play real posts from this file instead."),
    order: str = typer.Option("priority", help="Whom agents answer first: priority or fifo."),
    route: str = typer.Option(
        "", help="on or none, with --headless: customers go where they are sent, or come back."
    ),
    engine: str = typer.Option("sqlite", help="sqlite or postgresql."),
    handling: float = typer.Option(MEDIAN_MINUTES, min=0.1, help="Median minutes for a case."),
    lockstep: bool = typer.Option(False, help="With --headless: the scenario waits for the work."),
    seed: int = typer.Option(0, help="Another seed, another run."),
    port: int = typer.Option(8501, help="Port of the dashboard."),
    as_json: bool = typer.Option(False, "--json", help="Print the summary as one JSON object."),
) -> None:
    """Show Listenpost on a practice network: no credentials, nothing leaves this machine."""
    by, way = _order(order), _route(route)
    configure_logging("error" if no_dashboard else "warning")
    arguments = _sandbox_arguments(_length(minutes, no_dashboard, lockstep), seed, posts, replay)
    with database(engine) as address:
        if no_dashboard:
            run = HeadlessRun(
                sandbox_arguments=arguments,
                database_url=address,
                agents=3 if agents < 0 else agents,
                order=by,
                seed=seed,
                handling_minutes=handling,
                lockstep=lockstep,
                route=way,
            )
            _print(headless.run(run), as_json)
            return
        if replay is None:
            arguments += ["--start-at", INTERACTIVE_START]
        interactive.stop_on_signals()
        staff = max(agents, 0)
        interactive.run(
            arguments, port=port, database_url=address, colleagues=staff, order=by, say=say
        )


def _length(minutes: float, headless: bool, lockstep: bool) -> float:
    if lockstep:
        return LOCKSTEP_MINUTES
    return minutes or (HEADLESS_MINUTES if headless else INTERACTIVE_MINUTES)


def _sandbox_arguments(minutes: float, seed: int, posts: int, replay: Path | None) -> list[str]:
    arguments = ["--minutes", str(minutes), "--seed", str(seed)]
    if replay is not None:
        if not replay.exists() or replay.is_dir():
            raise BadInput(f"--replay: there is no file {replay}.")
        arguments += ["--replay", str(replay)]
    if posts:
        arguments += ["--posts", str(posts)]
    return arguments


def _order(text: str) -> InboxOrder:
    orders = {"priority": InboxOrder.PRIORITY, "fifo": InboxOrder.ARRIVAL}
    if text not in orders:
        raise BadInput(f"--order is {text!r}: use priority or fifo.")
    return orders[text]


def _route(text: str) -> Route | None:
    if text not in ("", *Route):
        raise BadInput(f"--route is {text!r}: use on or none.")
    return Route(text) if text else None


def _print(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        say_json(found)
        return
    for name, value in found.items():
        if name != "listeners":
            say(f"{name:<24} {value}")
    for name, listener in found["listeners"].items():
        say(f"{'listener ' + name:<24} {listener}")
