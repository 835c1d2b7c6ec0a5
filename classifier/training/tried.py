"""`python -m classifier.training.tried NAME=FOLDER ...`: recipes beside each other.

Each folder holds a published model; what `report` has measured of it is read back.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from classifier.training.bars import bars


def main() -> None:
    """The command line; the verdicts in the last column are those of the last model."""
    parser = argparse.ArgumentParser(prog="python -m classifier.training.tried")
    parser.add_argument("models", nargs="+", type=_named, metavar="NAME=FOLDER")
    chosen: list[tuple[str, Path]] = parser.parse_args().models
    models = {name: json.loads((at / "figures.json").read_text()) for name, at in chosen}
    sys.stdout.write(bars(models))


def _named(text: str) -> tuple[str, Path]:
    name, _, folder = text.rpartition("=")
    if not name or not (Path(folder) / "figures.json").is_file():
        raise argparse.ArgumentTypeError(f"{text!r} is no NAME=FOLDER with a figures.json")
    return name, Path(folder)


if __name__ == "__main__":
    main()
