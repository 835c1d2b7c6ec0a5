"""listenpost team, and what each user can take."""

from __future__ import annotations

import datetime as dt

import typer

from listenpost.cli.admin import user_app
from listenpost.cli.connect import connect
from listenpost.cli.output import say
from listenpost.services import teams
from listenpost.services.teams import Duty

team_app = typer.Typer(help="Teams that new cases are given to.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(team_app, name="team")


@team_app.command("add")
def add_team(name: str) -> None:
    """Create a team."""
    _, app = connect()
    teams.add(app, name)
    say(f"Added the team {name}.")


@team_app.command("list")
def list_teams() -> None:
    """Show the teams and who is in them."""
    _, app = connect()
    for team in teams.listed(app):
        say(f"{team.name:<20} {', '.join(team.people) or 'nobody yet'}")


@user_app.command("set")
def set_user(
    name: str,
    in_teams: str | None = typer.Option(None, "--teams", help="Comma-separated; '' for none."),
    languages: str | None = typer.Option(None, help="Comma-separated, such as de,pt; '' for all."),
    skills: str | None = typer.Option(None, help="Comma-separated topics; '' for all."),
    capacity: int | None = typer.Option(None, help="Most open cases at once; 0: none by itself."),
    away_until: dt.datetime | None = typer.Option(None, help="UTC; open cases go back."),
    back: bool = typer.Option(False, "--back", help="No longer away."),
) -> None:
    """Say what a user can take; what is left out stays as it is."""
    _, app = connect()
    duty = Duty(
        teams=_parts(in_teams),
        languages=_parts(languages),
        skills=_parts(skills),
        capacity=capacity,
        away_until=away_until.replace(tzinfo=dt.UTC) if away_until else None,
        back=back,
    )
    teams.set_duty(app, name=name, duty=duty)
    say(f"{name}: {teams.duty_of(app, name)}.")


def _parts(text: str | None) -> list[str] | None:
    if text is None:
        return None
    return [part.strip() for part in text.split(",") if part.strip()]
