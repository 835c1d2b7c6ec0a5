"""Which functions of the services each of them reaches, read from their source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SERVICES = Path(__file__).parents[1] / "listenpost" / "services"
WRITES, AUDITS, EVENTS = "database.write", "storage.users.audit", "storage.cases.add_event"
Function = tuple[str, str]
"""Module and name."""


class Walk:
    """Which functions of the services each of them reaches."""

    def __init__(self) -> None:
        self.nodes: dict[Function, ast.FunctionDef] = {}
        self.names: dict[str, dict[str, str]] = {}
        for file in sorted(SERVICES.glob("*.py")):
            self._read(file.stem, ast.parse(file.read_text(encoding="utf-8")))
        self.reached = {one: self._direct(one) for one in self.nodes}

    def _read(self, module: str, tree: ast.Module) -> None:
        self.names[module] = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                self.nodes[module, node.name] = node

    def _direct(self, one: Function) -> set[Function | str]:
        return {found for node in ast.walk(self.nodes[one]) for found in self._named(one[0], node)}

    def _named(self, module: str, node: ast.AST) -> Iterator[Function | str]:
        if isinstance(node, ast.Attribute):
            if ast.unparse(node).endswith(WRITES):
                yield WRITES
            if not isinstance(node.value, ast.Name):
                return
            full = f"{self.names[module].get(node.value.id, '')}.{node.attr}"
        elif isinstance(node, ast.Name):
            full = self.names[module].get(node.id, f"listenpost.services.{module}.{node.id}")
        else:
            return
        yield full
        parts = full.removeprefix("listenpost.services.").split(".")
        if len(parts) == 2 and (parts[0], parts[1]) in self.nodes:
            yield parts[0], parts[1]

    def all_of(self, one: Function) -> set[Function | str]:
        """What is reached over any number of calls."""
        seen: set[Function | str] = set()
        waiting: list[Function | str] = [one]
        while waiting:
            now = waiting.pop()
            for found in self.reached.get(now, ()) if isinstance(now, tuple) else ():
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)
        return seen


@cache
def walk() -> Walk:
    """The one walk of this process."""
    return Walk()


def arguments(node: ast.FunctionDef) -> set[str]:
    """The names of what it takes."""
    return {arg.arg for arg in (*node.args.args, *node.args.kwonlyargs)}
