"""The command line; every command is a few lines around a use case."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence

import typer

from domain.errors import ListenpostError
from listenpost.events import configure_logging
from listenpost.memory import share_arenas

FILES: dict[str, tuple[str, ...]] = {
    "init": ("admin",),
    "doctor": ("admin",),
    "user": ("admin",),
    "demo": ("demo",),
    "up": ("work",),
    "worker": ("work",),
    "dashboard": ("work",),
    "poll": ("work",),
    "classify": ("language",),
    "evaluate": ("language",),
    "notify": ("notify",),
    "report": (
        "report",
        "coverage",
        "ignored",
        "promises",
        "goodwill",
        "sla",
        "report_articles",
        "hops",
        "outcomes",
        "weekly",
    ),
    "backup": ("backup",),
    "restore": ("backup",),
    "move": ("backup",),
    "team": ("teams",),
    "export": ("export",),
    "customers": ("customers",),
    "handoff": ("handoff",),
    "webhooks": ("webhooks",),
    "articles": ("articles",),
    "topics": ("topics",),
    "routes": ("routes",),
    "audit": ("audit",),
    "accounts": ("connected",),
    "practice": ("practice",),
    "secrets": ("rotation",),
    "settings": ("settings",),
}
"""Where each command is. Loading them all takes as long as the rest of a start."""


def command_line(asked: Sequence[str] = ()) -> typer.Typer:
    """The commands: those beside the first word that is asked for, or all of them."""
    app = typer.Typer(
        name="listenpost",
        help="Hears every mention of a brand, shows what is unanswered, answers once.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_listenpost)
    every = (file for files in FILES.values() for file in files)
    for file in dict.fromkeys(FILES.get(next(iter(asked), ""), every)):
        importlib.import_module(f"{__name__}.{file}").register(app)
    return app


def _listenpost() -> None:
    """Without it, a command that is alone would have no name."""


def main() -> None:
    """Run a command; what a user can mend is said in words, with exit status 2."""
    share_arenas()
    configure_logging("warning")  # what is logged before the settings are read is no output either
    gc.disable()  # modules live as long as the process: nobody looks for them, now or later
    app = command_line(sys.argv[1:])
    gc.freeze()
    gc.enable()
    try:
        app()
    except ListenpostError as error:
        sys.stderr.write(f"listenpost: {error}\n")
        sys.exit(2)
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
