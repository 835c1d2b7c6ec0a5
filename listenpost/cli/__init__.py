"""The command line; every command is a few lines around a use case."""

from __future__ import annotations

import os
import sys

import typer

from domain.errors import ListenpostError
from listenpost.cli import (
    admin,
    articles,
    audit,
    backup,
    connected,
    coverage,
    customers,
    demo,
    export,
    goodwill,
    handoff,
    hops,
    ignored,
    language,
    notify,
    outcomes,
    practice,
    promises,
    report,
    report_articles,
    rotation,
    routes,
    settings,
    sla,
    teams,
    topics,
    webhooks,
    weekly,
    work,
)
from listenpost.events import configure_logging
from listenpost.memory import share_arenas

app = typer.Typer(
    name="listenpost",
    help="Hears every mention of a brand, shows what is unanswered, answers once.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for module in (
    admin,
    demo,
    work,
    language,
    notify,
    report,
    backup,
    coverage,
    ignored,
    promises,
    goodwill,
    sla,
    teams,
    export,
    customers,
    handoff,
    webhooks,
    articles,
    report_articles,
    topics,
    routes,
    hops,
    outcomes,
    audit,
    weekly,
    connected,
    practice,
    rotation,
    settings,
):
    module.register(app)


def main() -> None:
    """Run a command; what a user can mend is said in words, with exit status 2."""
    share_arenas()
    configure_logging("warning")  # what is logged before the settings are read is no output either
    try:
        app()
    except ListenpostError as error:
        sys.stderr.write(f"listenpost: {error}\n")
        sys.exit(2)
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
