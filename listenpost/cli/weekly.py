"""listenpost report weekly: what was ignored, how fast, how it ended."""

from __future__ import annotations

from pathlib import Path

import typer

from domain.errors import BadInput
from domain.report_page import as_html, as_text
from listenpost.cli.connect import connect
from listenpost.cli.output import say
from listenpost.cli.report import report
from listenpost.services import notifying, weekly_page, weekly_report


def register(app: typer.Typer) -> None:
    """Add this file's command to the reports."""
    report.command()(weekly)


def weekly(
    html: Path = typer.Option(None, help="Write it as HTML into this file."),
    send: str = typer.Option("", help="Send it to this destination of [notifications], now."),
) -> None:
    """The last seven whole days: ignored, response times, sentiment, channel changes, promises."""
    _, app = connect()
    now, zone = app.clock.now(), app.weekly.zone
    to = notifying.destination(app, send) if send else None
    found = weekly_report.compute(app, at=now, zone=zone)
    page = weekly_page.page(app, found)
    if html is not None:
        _write(html, as_html(page))
    if to is not None:
        notifying.send_letter(app, to, weekly_page.letter(app, to, at=now))
        say(f"{to.name}: taken.")
    if html is None and to is None:
        say(as_text(page).rstrip())


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"--html {file} cannot be written: {error}.") from error
    say(f"Wrote {file}.")
