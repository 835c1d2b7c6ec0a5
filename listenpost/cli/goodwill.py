"""listenpost report goodwill: what was granted, why, and what is left to spend."""

from __future__ import annotations

from dataclasses import asdict

import typer

from domain.goodwill import money
from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.cli.period import begins, ends, period
from listenpost.cli.report import report
from listenpost.services import goodwill as services

_FROM, _TO = begins("Proposed"), ends()


def register(app: typer.Typer) -> None:
    """Add this file's command to the reports."""
    report.command()(goodwill)


def goodwill(
    begin: str = _FROM,
    end: str = _TO,
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object; sums in cents."),
) -> None:
    """Vouchers and senior agents: granted, declined, told, and the budgets; of the last 30 days."""
    _, app = connect()
    since, until = period(app, begin, end)
    found = services.report(app, since=since, until=until)
    if as_json:
        say_json({"from": since.isoformat(), "to": until.isoformat()} | asdict(found))
        return
    for status, number in sorted(found.by_status.items()):
        say(f"{status:<14}{number:>9,}")
    say(f"{'told':<14}{found.told:>9,}")
    say(f"{'customers':<14}{found.customers:>9,}")
    say(f"{'granted':<14}{money(found.granted_cents, found.currency):>9}")
    for rule, number in sorted(found.by_rule.items()):
        say(f"rule {rule}\t{number}")
    for one in found.purses:
        spent, limit = money(one.spent, found.currency), money(one.limit, found.currency)
        say(f"budget per {one.purse}\t{spent} of {limit}")
