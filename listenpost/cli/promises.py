"""listenpost report promises: what we said that we would do, and whether we did."""

from __future__ import annotations

from dataclasses import asdict

import typer

from domain.promise import PromiseStatus
from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.cli.period import DAYS, moment
from listenpost.cli.report import report
from listenpost.services import promises as services
from listenpost.services.ledger import Period


def register(app: typer.Typer) -> None:
    """Add this file's command to the reports."""
    report.command()(promises)


def promises(
    begin: str = typer.Option("", "--from", help="Due from this day or moment on, UTC."),
    end: str = typer.Option("", "--to", help="End, not included; in 30 days if left out."),
    with_list: bool = typer.Option(False, "--list", help="Also name the open and broken ones."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Promises in our replies that were or fall due, of the last and the next 30 days."""
    _, app = connect()
    services.sweep(app)
    since = moment(begin, "--from") or app.clock.now() - DAYS
    until = moment(end, "--to") or app.clock.now() + DAYS
    wanted = Period(since=since, until=until)
    counts = services.counted(app, wanted)
    rows = services.listed(app, wanted) if with_list else []
    if as_json:
        facts = {"from": since.isoformat(), "to": until.isoformat()}
        figures = {status.value: number for status, number in counts.items()}
        say_json(facts | figures | ({"list": [asdict(one) for one in rows]} if with_list else {}))
        return
    for status in PromiseStatus:
        say(f"{status.value:<10}{counts[status]:>9,}")
    for one in rows:
        due = f"{one.due_at:%Y-%m-%d %H:%M}"
        words = " ".join(one.words.split())
        say(f"case {one.case_id}\t{one.status.value}\t{due}\t{one.owner or 'nobody'}\t{words}")
