"""How long an agent waits for the inbox, a case, a claim and the report, in a year of cases.

python -m benchmarks.inbox --cases 500000 --mentions 5000000 --engine sqlite --json

It calls the services that the dashboard calls. Beside each time stands that of the bare SQL through
the driver, and `noise_ms` is a loop of arithmetic: where it varies, the machine was busy. What is
built stays under --data for the next run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import inbox_measures
from benchmarks.inbox_people import Size
from benchmarks.inbox_place import built
from listenpost.demo.database import ENGINES
from listenpost.events import configure_logging

SMALLER = 10
"""Growth compares with a database of a tenth."""


def main() -> None:
    """Run it as the command line says."""
    given = _arguments()
    configure_logging("error")
    size = Size(cases=given.cases, mentions=given.mentions)
    tenth = Size(cases=max(1, size.cases // SMALLER), mentions=max(1, size.mentions // SMALLER))
    folder = Path(given.data or tempfile.mkdtemp(prefix="listenpost-inbox-"))
    try:
        with built(folder, given.engine, tenth) as database:
            small = inbox_measures.measure(database, tenth, times=given.times)
        with built(folder, given.engine, size) as database:
            large = inbox_measures.measure(database, size, times=given.times)
    finally:
        if not given.data:
            shutil.rmtree(folder, ignore_errors=True)
    found = _about(given) | large | _growth(small, large)
    if given.table:
        _write_table(Path(given.table), found)
    print(json.dumps(found) if given.json else "\n".join(f"{k}: {v}" for k, v in found.items()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=500_000)
    parser.add_argument("--mentions", type=int, default=5_000_000)
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    parser.add_argument("--times", type=int, default=200, help="how often each thing is done")
    parser.add_argument("--data", help="a folder to keep the databases in; else they are removed")
    parser.add_argument("--table", help="a Markdown file to append the figures to")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _about(given: argparse.Namespace) -> dict[str, Any]:
    return {
        "engine": given.engine,
        "cases": given.cases,
        "mentions": given.mentions,
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "machine": f"{_cores()} cores, {platform.machine()}, Python {platform.python_version()}",
    }


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0


def _growth(small: dict[str, Any], large: dict[str, Any]) -> dict[str, Any]:
    """How many times as long as in a tenth; the worst of the three stands for all."""
    each = {
        name: round(large[f"{name}_p95_ms"] / small[f"{name}_p95_ms"], 2)
        for name in ("inbox", "case", "claim")
    }
    return {"growth_10x": max(each.values()), "growth_each": each, "tenth": small}


def _write_table(file: Path, found: dict[str, Any]) -> None:
    """Figures go into the documentation from here, and from nowhere else."""
    rows = [
        f"| {name} | {value} |"
        for name, value in found.items()
        if isinstance(value, int | float | str)
    ]
    title = f"### inbox, {found['engine']}, {found['date']}"
    with file.open("a", encoding="utf-8") as out:
        out.write("\n".join(["", title, "", "| figure | value |", "|---|---|", *rows, ""]))


if __name__ == "__main__":
    main()
