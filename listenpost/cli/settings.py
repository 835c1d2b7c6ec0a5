"""listenpost settings: what was set in the dashboard, and back to what the file says."""

from __future__ import annotations

import typer

from listenpost.cli.connect import connect
from listenpost.cli.output import say, say_json
from listenpost.services import section_list, sections

settings_app = typer.Typer(help="Settings that the dashboard can set too.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(settings_app, name="settings")


@settings_app.command("list")
def list_sections(
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Show each section, where what holds comes from, who set it last, and what is left out."""
    _, app = connect()
    found = section_list.every(app)
    if as_json:
        say_json({"sections": [one.facts() for one in found]})
        return
    for one in found:
        by = f"{one.changed_by or 'somebody'} {one.changed_at:%Y-%m-%d}" if one.changed_at else ""
        say(f"{one.name:<20} {one.origin.value:<12} {by}".rstrip())
        if one.trouble:
            say(f"  left out: {one.trouble}")


@settings_app.command("reset")
def reset(section: str) -> None:
    """Forget what was set in the dashboard for a section: the file holds again."""
    _, app = connect()
    sections.back_to_file_here(app, section)
    say(f"{section} is again as the settings' file says. Processes follow within seconds.")
