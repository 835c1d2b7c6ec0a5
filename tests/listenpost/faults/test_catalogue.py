"""docs/operations.md: each row has a test that injects its fault, or is listed as open."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "operations.md"
LINK = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
FAULTS = (
    "database restarts", "disk full", "connection pool exhausted", "model file damaged",
    "platform hangs", "name is not found", "clock jumps", "out of memory", "SIGTERM", "power cut",
)  # fmt: skip


def rows() -> list[list[str]]:
    """The cells of the catalogue's rows."""
    page = PAGE.read_text(encoding="utf-8").partition("## Faults")[2].partition("\n## ")[0]
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


def test_every_row_names_a_test_that_exists_or_is_open() -> None:
    assert len(rows()) >= len(FAULTS)
    for fault, happens, shown, proof in rows():
        assert happens, fault
        assert shown, fault
        links = LINK.findall(proof)
        assert links or proof.startswith("**open**"), fault
        for file, name in links:
            assert name in _functions(ROOT / file), f"{fault}: {file} has no {name}"


def test_every_fault_of_the_list_has_a_row() -> None:
    told = [row[0].lower() for row in rows()]
    for fault in FAULTS:
        assert any(fault.lower() in one for one in told), fault


def _functions(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
