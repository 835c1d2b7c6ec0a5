"""listenpost init, doctor, user."""

from __future__ import annotations

import datetime as dt
import getpass
import sys

import typer

from domain.errors import BadInput
from domain.role import Role
from listenpost.cli.connect import connect
from listenpost.cli.examine import examine
from listenpost.cli.output import say, say_json, say_wrapped
from listenpost.example import example_settings
from listenpost.services import accounts
from listenpost.settings import settings_file

user_app = typer.Typer(help="Local accounts.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(init)
    app.command()(doctor)
    app.add_typer(user_app, name="user")


def init(
    example: bool = typer.Option(False, "--example", help="Print the file, write nothing."),
    admin: str = typer.Option("admin", help="Name of the first administrator."),
) -> None:
    """Write listenpost.toml, create the database and the first administrator."""
    if example:
        say(example_settings())
        return
    file = settings_file()
    if file.exists():
        say(f"{file} is there already and stays as it is.")
    else:
        try:
            file.touch(mode=0o600)
            file.write_text(example_settings(), encoding="utf-8")
        except OSError as error:
            raise BadInput(f"{file} cannot be written: {error}.") from error
        say(f"Wrote {file}: every setting, with its default.")
    settings, app = connect()
    if settings.worker.engine == "procrastinate":
        from storage import jobs  # half a second that one machine need not pay

        jobs.prepare(app.database)
    say("The database is ready.")
    keys = app.connections.keys
    if keys.make():
        say(
            f"Made {keys.file}, which seals the tokens of accounts: keep a copy apart from backups."
        )
    if not accounts.list_users(app):
        password = accounts.add_first(app, name=admin)
        lasts = app.access.one_time_lasts // dt.timedelta(hours=1)
        say(
            f"First administrator: {admin}, password {password} (shown this once, good for {lasts} "
            "hours and replaced at the first sign-in)."
        )
    say("Next: `listenpost up`, sign in, and connect an account under Accounts.")


def doctor(as_json: bool = typer.Option(False, "--json", help="Print one JSON object.")) -> None:
    """Check settings, database, model, listeners and names; say how to mend what is wrong."""
    findings = examine()
    if as_json:
        say_json(
            {"healthy": all(f.ok for f in findings), "findings": [f.facts() for f in findings]}
        )
    else:
        for finding in findings:
            verdict = "ok  " if finding.ok else "FAIL"
            say_wrapped(f"{verdict} {finding.about:<9} {finding.text}", indent=15)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


@user_app.command("add")
def add_user(
    name: str,
    role: Role = typer.Option(Role.AGENT, help="What the user may do."),
    display_name: str = typer.Option("", help="How colleagues see the user."),
) -> None:
    """Create an account; the password is asked for, or read from standard input."""
    _, app = connect()
    accounts.add_user(app, name=name, password=_password(), role=role, display_name=display_name)
    say(f"Added {name} ({role.value}).")


@user_app.command("role")
def change_role(name: str, role: Role) -> None:
    """Change what a user may do."""
    _, app = connect()
    accounts.set_role(app, name=name, role=role)
    say(f"{name} is now {role.value}.")


@user_app.command("disable")
def disable_user(name: str) -> None:
    """Sign a user out everywhere and refuse further sign-ins."""
    _, app = connect()
    accounts.disable(app, name=name)
    say(f"{name} is disabled.")


@user_app.command("enable")
def enable_user(name: str) -> None:
    """Let a user sign in again."""
    _, app = connect()
    accounts.enable(app, name=name)
    say(f"{name} is enabled.")


@user_app.command("password")
def set_password(name: str) -> None:
    """Set a user's password, end the sessions, and forget wrong tries.

    The password is asked for, or read from standard input: a way in when every admin is locked out.
    """
    _, app = connect()
    accounts.set_password(app, name=name, password=_password())
    say(f"{name} has a new password and is signed out everywhere.")


@user_app.command("list")
def list_users() -> None:
    """Show who has an account."""
    _, app = connect()
    for name, display_name, role, disabled in accounts.list_users(app):
        say(f"{name:<20} {role.value:<10} {display_name}{'  (disabled)' if disabled else ''}")


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise BadInput("The two passwords differ.")
    return password
