"""listenpost export: records as files for other programs."""

from __future__ import annotations

import typer

from listenpost.cli.connect import connect
from listenpost.cli.output import say_json
from listenpost.services import corrections

export_app = typer.Typer(help="Records for other programs.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(export_app, name="export")


@export_app.callback()
def export() -> None:
    """Records for other programs."""


@export_app.command("training")
def training() -> None:
    """Posts whose labels people corrected, one JSON object a line, as classifier/training reads."""
    _, app = connect()
    for row in corrections.training_rows(app):
        say_json(row)
