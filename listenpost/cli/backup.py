"""listenpost backup, restore, move."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path

import typer

from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.services import backup as backups
from listenpost.services import moving
from storage.engine import make_database

SAID_EVERY = 50_000


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    for command in (backup, restore, move):
        app.command()(command)


def backup(
    file: Path = typer.Argument(help="Where to; its note is written beside it, as FILE.json."),
    force: bool = typer.Option(False, "--force", help="Overwrite the file."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Copy the database into a file, checked, while everything goes on running."""
    _, app = connect(upgrade=False)
    note = backups.save(app, file, force=force)
    if as_json:
        say_json(asdict(note) | {"rows": dict(note.rows)})
    else:
        say(f"{file}: {sum(note.rows.values())} rows, {note.size} bytes. Keep {file}.json with it.")


def restore(
    file: Path = typer.Argument(help="A backup, with its FILE.json beside it."),
    force: bool = typer.Option(False, "--force", help="Replace a database that holds data."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Put a backup in place of the database; stop workers and dashboard before."""
    _, app = connect(upgrade=False)
    done = backups.restore(app, file, force=force)
    if as_json:
        say_json(asdict(done) | {"note": asdict(done.note) | {"rows": dict(done.note.rows)}})
    else:
        say(f"Restored as of {done.note.made_at:%Y-%m-%d %H:%M:%S} UTC: every row is there.")
        say(
            f"{done.doubtful_replies} replies and {done.doubtful_tickets} tickets that were on "
            "their way may have gone out since: they are looked for, and never simply repeated."
        )
        say(
            "Users are those of then: disable again whom you have disabled since "
            "(`listenpost user list`). Every sign-in is ended."
        )
        say(f"{done.erased_again} customers who were erased since are erased again.")
        if done.not_erased:
            say(f"NOT YET ERASED: {done.not_erased}")
    if done.not_erased:
        raise typer.Exit(1)


def move(
    to: str = typer.Option(..., "--to", help="postgresql://user:password@host/name, empty."),
    resume: bool = typer.Option(False, "--resume", help="Go on with a move that was broken off."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Copy a SQLite database to PostgreSQL and compare both; stop workers and dashboard before."""
    _, app = connect(upgrade=False)
    target = make_database(to)
    counted: Counter[str] = Counter()

    def progress(table: str, rows: int) -> None:
        counted[table] += rows
        if not as_json and counted[table] % SAID_EVERY < rows:
            say(f"{table}: {counted[table]} rows ...")

    done = moving.move(app, target, resume=resume, progress=progress)
    target.engine.dispose()
    if as_json:
        say_json(asdict(done))
        return
    say(f"{done.rows} rows in {done.tables} tables, the same in both ({done.copied} copied now).")
    say("Set database.url to the new address, then start workers and dashboard again.")
