"""docs/what-users-see.md names tests that exist, and leaves out no page."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from dashboard.shell import PLACES

ROOT = Path(__file__).parents[1]
MAP = ROOT / "docs" / "what-users-see.md"
_ROW = re.compile(r"^\| ([\w' -]+) \| (.+) \| `([\w/.]+)::(\w+)` \|$", re.MULTILINE)


def rows() -> list[tuple[str, ...]]:
    """(page, sentence, file, test)"""
    return _ROW.findall(MAP.read_text(encoding="utf-8"))


@cache
def those_in(file: str) -> frozenset[str]:
    there = ROOT / file
    if not there.is_file():
        return frozenset()
    tree = ast.parse(there.read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def test_every_test_that_is_named_exists() -> None:
    gone = [f"{file}::{test}" for _, _, file, test in rows() if test not in those_in(file)]
    assert gone == []


def test_every_line_of_the_table_is_a_row() -> None:
    lines = MAP.read_text(encoding="utf-8").splitlines()
    assert len(rows()) == sum(line.startswith("| ") for line in lines) - 1


def test_every_page_has_a_row() -> None:
    assert set(PLACES) - {page for page, *_ in rows()} == set()


def test_no_sentence_stands_there_twice() -> None:
    said = [(page, sentence) for page, sentence, *_ in rows()]
    assert len(said) == len(set(said))
