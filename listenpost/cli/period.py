"""The period of a report, as it is typed: options, moments, and the last 30 days where none is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import typer

from domain.errors import BadInput
from listenpost.services.app import App

DAYS = dt.timedelta(days=30)


def begins(what: str) -> Any:
    """The option --from; `what` happened from then on."""
    return typer.Option("", "--from", help=f"{what} from this day or moment on, UTC: 2026-03-01.")


def ends(otherwise: str = "; now if left out") -> Any:
    """The option --to."""
    return typer.Option("", "--to", help=f"End, not included{otherwise}.")


def period(app: App, begin: str, end: str) -> tuple[dt.datetime, dt.datetime]:
    """(since, until): what was typed, else the last 30 days until then."""
    until = moment(end, "--to") or app.clock.now()
    return moment(begin, "--from") or until - DAYS, until


def moment(text: str, option: str) -> dt.datetime | None:
    """A day or a moment as somebody typed it; None where nothing was."""
    if not text:
        return None
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{option} is {text!r}: write a day as 2026-03-01, or a moment.") from error
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
