"""listenpost topics, from the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.listenpost.typing_hands import Hands, hands_in


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Hands]:
    with hands_in(tmp_path, monkeypatch, capsys) as hands:
        yield hands


def test_a_topic_is_added_with_its_examples_and_listed(terminal: Hands, tmp_path: Path) -> None:
    terminal.type("init")
    lines = tmp_path / "roaming.txt"
    lines.write_text("roaming is dear\n\nroaming is dear\nno roaming in Rome\n", "utf-8")
    told = terminal.type("topics", "add", "Roaming", "--examples", str(lines))
    assert "with 2 examples" in told.out
    (listed,) = terminal.type("topics", "list", "--json").lines
    (row,) = listed["topics"]
    assert (row["name"], row["examples"], row["missing"]) == ("Roaming", 2, 1)
    assert "1 more needed" in terminal.type("topics", "list").out
    assert terminal.type("topics", "apply", "--days", "30").status == 0


def test_mistakes_are_said_in_words(terminal: Hands) -> None:
    terminal.type("init")
    assert "no topic yet" in terminal.type("topics", "apply").err
    terminal.type("topics", "add", "Roaming")
    again = terminal.type("topics", "add", "ROAMING")
    assert (again.status, "already" in again.err) == (2, True)
