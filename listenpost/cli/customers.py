"""listenpost customers: look them up, link, take apart, erase, export."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import typer

from domain.errors import BadInput
from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.services import crm, customers, held
from listenpost.services import erase as erasing
from storage import scrubbing

customers_app = typer.Typer(
    help="Who writes to us, and what we hold on them.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(customers_app, name="customers")


@customers_app.command("erase")
def erase(
    customer: int | None = typer.Argument(None, help="The customer's number."),
    reapply: bool = typer.Option(
        False, "--reapply", help="Erase again whom a restored backup has brought back."
    ),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
) -> None:
    """Empty all that is held on a customer; counts stay. It cannot be undone."""
    _, app = connect()
    if reapply == (customer is not None):
        raise BadInput("Give the number of a customer, or --reapply.")
    if reapply:
        done = erasing.reapply(app)
    else:
        if not yes:
            typer.confirm(f"Erase customer {customer} for good?", abort=True)
        done = [erasing.erase_as(app, customer or 0, user_id=None)]
    scrubbing.forget_deleted(app.database)
    for one in done:
        say(f"Customer {one.customer_id}: {sum(one.records.values())} records emptied.")
    if not done:
        say("Nobody who was erased is back.")


@customers_app.command("export")
def export(
    customer: int = typer.Argument(help="The customer's number."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object on one line."),
) -> None:
    """Print all that is held on a customer."""
    _, app = connect()
    found = held.export(app, customer, user_id=None)
    if as_json:
        say_json(found)
    else:
        say(json.dumps(found, ensure_ascii=False, indent=2, default=str))


@customers_app.command("import")
def import_csv(
    file: Path = typer.Argument(help="CSV in UTF-8: platform, account, tier; the rest attributes."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Take tiers and attributes from a file; bad rows are named, the others taken."""
    _, app = connect()
    done = crm.import_csv(app, file)
    if as_json:
        say_json(asdict(done))
    else:
        say(f"{done.changed} changed, {done.unchanged} unchanged, {len(done.refused)} refused.")
        for row in done.refused:
            say(f"line {row.line}: {row.reason}")
    if done.refused:
        raise typer.Exit(1)


@customers_app.command("find")
def find(
    words: str = typer.Argument(help="Part of a name or a handle."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object a line."),
) -> None:
    """List customers by a name or a handle, with their accounts."""
    _, app = connect()
    for found in customers.search(app, words):
        if as_json:
            say_json(asdict(found))
        else:
            say(f"{found.customer_id:<8} {found.name}  ({', '.join(found.accounts)})")
