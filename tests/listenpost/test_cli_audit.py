"""listenpost audit, typed."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.listenpost.typing_hands import Hands, hands_in

PASSWORD = b"a long password\n"


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Hands]:
    with hands_in(tmp_path, monkeypatch, capsys) as hands:
        hands.type("init")
        hands.type("team", "add", "north")
        hands.type("team", "add", "south")
        yield hands


def test_what_was_done_is_listed_the_newest_first(terminal: Hands) -> None:
    found = terminal.type("audit", "list", "--what", "team", "--json").lines
    assert [row["subject"] for row in found] == ["team:south", "team:north"]
    assert "team:south" in terminal.type("audit", "list", "--whom", "team:south").out
    assert terminal.type("audit", "list", "--to", "2020-01-01").out == ""
    ran = terminal.type("audit", "list", "--who", "nobody")
    assert (ran.status, "There is no user nobody" in ran.err) == (2, True)


def test_an_export_is_json_or_csv_and_leaves_a_row(terminal: Hands) -> None:
    first = terminal.type("audit", "export", "--json").lines
    assert [row["action"] for row in first][-2:] == ["team.added", "team.added"]
    head, *rows = csv.reader(io.StringIO(terminal.type("audit", "export", "--csv").out))
    assert head[0] == "number"
    assert rows[-1][4] == "audit.exported"
    assert terminal.type("audit", "export", "--csv", "--json").status == 2


def test_a_database_that_was_changed_by_hand_is_found_out(terminal: Hands) -> None:
    head = terminal.type("audit", "verify", "--json").lines[0]["head"]
    terminal.type("team", "add", "east")
    ran = terminal.type("audit", "verify", "--anchor", head)
    assert (ran.status, "intact" in ran.out) == (0, True)
    with sqlite3.connect(terminal.folder / "listenpost.db") as database:
        database.execute("DROP TRIGGER audit_entry_update")
        database.execute("UPDATE audit_entry SET subject = 'team:x' WHERE subject = 'team:east'")
    database.close()
    ran = terminal.type("audit", "verify")
    assert (ran.status, "was changed" in ran.out, "BROKEN" in ran.out) == (1, True, True)
