"""The table of commands, and what a start loads."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from listenpost.cli import FILES, command_line

FIRST = sorted({files[0] for files in FILES.values()})


def _names(app: typer.Typer) -> set[str]:
    group: Any = typer.main.get_command(app)
    return set(group.commands)


@pytest.mark.parametrize("file", FIRST)
def test_the_table_names_every_command_of_a_file(file: str) -> None:
    told = {name for name, files in FILES.items() if files[0] == file}
    assert _names(command_line([min(told)])) == told


def test_every_command_is_there_when_none_is_asked_for() -> None:
    assert _names(command_line()) == set(FILES)
    assert _names(command_line(["--help"])) == set(FILES)
    assert _names(command_line(["wroker"])) == set(FILES)


def test_one_command_knows_the_same_as_all_of_them() -> None:
    def reports(app: typer.Typer) -> set[str]:
        group: Any = typer.main.get_command(app)
        return set(group.commands["report"].commands)

    assert reports(command_line(["report"])) == reports(command_line())
    assert "ignored" in reports(command_line(["report"]))


def test_a_command_that_is_alone_in_its_file_keeps_its_name() -> None:
    shown = CliRunner().invoke(command_line(["demo"]), ["demo", "--help"])
    assert shown.exit_code == 0
    assert "--headless" in shown.output


def test_a_worker_loads_no_other_command() -> None:
    script = (
        "import sys; from listenpost.cli import command_line; command_line(['worker']);"
        "print(*(name for name in sys.modules if name.startswith('listenpost.cli.')))"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = {name.removeprefix("listenpost.cli.") for name in found.stdout.split()}
    assert loaded == {"connect", "output", "work"}
