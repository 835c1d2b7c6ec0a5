"""The command line as a user types it, in this process: no interpreter is started each time."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from listenpost import bootstrap, cli
from listenpost.services.app import App
from listenpost.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err

    @property
    def lines(self) -> list[Any]:
        """Each line of the output as JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True, slots=True)
class Hands:
    """Types commands in a folder of its own."""

    folder: Path
    patch: pytest.MonkeyPatch
    captured: pytest.CaptureFixture[str]

    def type(self, *arguments: str, told: bytes = b"") -> Ran:
        self.captured.readouterr()
        self.patch.setattr(sys, "argv", ["listenpost", *arguments])
        self.patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(told), encoding="utf-8"))
        status: Any = 0
        with _closing_databases(self.patch):
            try:
                cli.main()
            except SystemExit as end:
                status = end.code or 0
        said = self.captured.readouterr()
        return Ran(status=int(status), out=said.out, err=said.err)

    def write(self, text: str, name: str = "listenpost.toml") -> Path:
        file = self.folder / name
        file.write_text(text, encoding="utf-8")
        return file


@contextmanager
def hands_in(
    folder: Path, patch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]
) -> Iterator[Hands]:
    """A terminal in this folder; what a command does to logging is undone."""
    patch.chdir(folder)
    for name, value in {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}.items():
        patch.setenv(name, value)
    events, handlers = structlog.get_config(), logging.root.handlers[:]
    level = logging.root.level
    yield Hands(folder, patch, captured)
    structlog.configure(**events)
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


@contextmanager
def _closing_databases(patch: pytest.MonkeyPatch) -> Iterator[None]:
    made: list[App] = []

    def build(settings: Settings) -> App:
        made.append(bootstrap.build(settings))
        return made[-1]

    with patch.context() as context:
        context.setattr("listenpost.cli.connect.build", build)
        context.setattr("listenpost.cli.examine.build", build)
        yield
    for app in made:
        app.database.engine.dispose()
