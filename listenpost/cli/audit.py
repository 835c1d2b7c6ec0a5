"""listenpost audit: who did what, and whether anybody changed what stands there."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from domain.errors import BadInput
from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.cli.period import begins, ends, moment
from listenpost.services import audit
from listenpost.services.app import App
from listenpost.services.audit import AuditFilter, AuditRow

audit_app = typer.Typer(help="Who did what to whom, and when.", no_args_is_help=True)
_FROM, _TO = begins("Done"), ends()
_WHO = typer.Option("", help="Only what this user did.")
_WHAT = typer.Option("", help="Only this action (case.claimed), or what begins so (case).")
_WHOM = typer.Option("", help="Only what was done to this: case:7, customer:3, user:ann.")


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(audit_app, name="audit")


@audit_app.command("list")
def show(
    who: str = _WHO,
    what: str = _WHAT,
    whom: str = _WHOM,
    begin: str = _FROM,
    end: str = _TO,
    limit: int = typer.Option(50, min=1, max=10_000, help="At most so many, the newest first."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object a line."),
) -> None:
    """Print what was done, the newest first."""
    _, app = connect()
    for row in audit.rows(app, _wanted(app, who, what, whom, begin, end), limit=limit):
        say(audit.as_json(row) if as_json else _line(row))


@audit_app.command("export")
def export(
    who: str = _WHO,
    what: str = _WHAT,
    whom: str = _WHOM,
    begin: str = _FROM,
    end: str = _TO,
    as_json: bool = typer.Option(False, "--json", help="One JSON object a line (the default)."),
    as_csv: bool = typer.Option(False, "--csv", help="CSV with a line of names."),
) -> None:
    """Print every row, the oldest first, with its hash; the export leaves a row itself."""
    if as_json and as_csv:
        raise BadInput("Give --json or --csv, not both.")
    _, app = connect()
    found = list(audit.export(app, _wanted(app, who, what, whom, begin, end)))
    if as_csv:
        typer.echo(audit.as_csv(found), nl=False)
    else:
        for row in found:
            say(audit.as_json(row))


@audit_app.command("verify")
def verify(
    anchor: str = typer.Option(
        "", help="A head that was printed before and kept elsewhere: it must still stand there."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Follow the chain of hashes from the first row to the last; exit status 1 if it is broken."""
    _, app = connect()
    found = audit.verify(app, anchor=anchor)
    if as_json:
        say_json(
            {
                "holds": found.holds,
                "rows": found.rows,
                "before_chain": found.before,
                "head": str(found.head),
                "faults": [asdict(fault) for fault in found.faults],
            }
        )
    else:
        for fault in found.faults:
            say(f"row {fault.number}: {fault.what}")
        state = "intact" if found.holds else "BROKEN"
        say(f"{found.rows:,} rows ({found.before:,} from before the chain), {state}.")
        say(f"Head, to keep elsewhere: {found.head}")
    if not found.holds:
        raise typer.Exit(1)


def _wanted(app: App, who: str, what: str, whom: str, begin: str, end: str) -> AuditFilter:
    return AuditFilter(
        user_id=audit.of_name(app, who) if who else None,
        what=what,
        subject=whom,
        since=moment(begin, "--from"),
        until=moment(end, "--to"),
    )


def _line(row: AuditRow) -> str:
    detail = json.dumps(row.detail, ensure_ascii=False) if row.detail else ""
    parts = (f"{row.at:%Y-%m-%d %H:%M:%S}", row.name or "-", row.action, row.subject, detail)
    return "\t".join(parts)
