"""listenpost report: the group that the reports join."""

from __future__ import annotations

import typer

report = typer.Typer(help="Figures for managers.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(report, name="report")


@report.callback()
def _reports() -> None:
    """Figures for managers, read from the database."""
