"""listenpost classify, evaluate."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from pathlib import Path
from typing import Any

import typer

from classifier.evaluate import evaluate as measure
from classifier.lines import to_json
from domain.errors import BadInput
from listenpost.bootstrap import load_classifier
from listenpost.cli.output import say, say_json
from listenpost.settings import load_settings

BATCH = 256


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(classify)
    app.command()(evaluate)


def classify(
    file: Path | None = typer.Argument(None, help="Text lines, or JSONL with text; or stdin."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object a line."),
) -> None:
    """Judge texts: one line in, one line out, in order."""
    classifier = load_classifier(load_settings())
    lines = _lines(file)
    while batch := list(islice(lines, BATCH)):
        for found in classifier.classify([_text(line) for line in batch]):
            facts = to_json(found)
            shown = ("urgency", "intent", "sentiment", "topic", "language")
            if as_json:
                say_json(facts)
            else:
                say("\t".join(str(facts[name]) for name in shown))


def evaluate(
    file: Path = typer.Argument(help="Labelled JSONL, also gzipped: text and any of the labels."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Measure the model on labelled posts."""
    found = measure(_rows(file), load_classifier(load_settings()))
    if as_json:
        say_json(found)
        return
    for head, figures in found.items():
        if isinstance(figures, dict):
            shown = {k: round(v, 3) for k, v in figures.items() if isinstance(v, float)}
            say(f"{head:<10} {shown}")


def _lines(file: Path | None) -> Iterator[str]:
    """The lines, whatever their bytes: what is not UTF-8 is replaced, and judged as it is."""
    try:
        with _opened(file) as source:
            for line in source:
                yield line.decode("utf-8", "replace").rstrip("\r\n")
    except (OSError, EOFError, zlib.error) as error:
        raise BadInput(f"{file} cannot be read: {error}.") from error


def _opened(file: Path | None) -> AbstractContextManager[Iterable[bytes]]:
    if file is None:
        return nullcontext(sys.stdin.buffer)
    if not file.exists():
        raise BadInput(f"There is no file {file}.")
    return gzip.open(file) if file.suffix == ".gz" else file.open("rb")


def _text(line: str) -> str:
    """The text of a JSONL line that has one; any other line is itself the text."""
    if line.lstrip().startswith("{"):
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            return line
        if isinstance(found, dict) and isinstance(found.get("text"), str):
            return str(found["text"])
    return line


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_lines(file), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadInput(f"{file}, line {number}: not JSON ({error}).") from error
        if not isinstance(found, dict) or not isinstance(found.get("text"), str):
            raise BadInput(f'{file}, line {number}: needs an object with "text".')
        yield found
