"""The way of a mention, measured beside its bare parts in one run.

python -m benchmarks.pipeline --json                   about 10 minutes on two quiet cores
python -m benchmarks.pipeline --posts 300 --json       a look, half a minute; its figures say little

Storing beside a bare bulk upsert of the same rows on both engines; from published to visible; end
to end beside the model alone; two workers beside one; from `listenpost up` to the first poll.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import pipeline_judge, pipeline_start, pipeline_store, pipeline_workers
from benchmarks.pipeline_place import Place, place
from listenpost.demo import network
from listenpost.demo.database import ENGINES
from listenpost.events import configure_logging

POSTS = 20_000
PARTS = ("store", "visible", "end_to_end", "workers", "start")
RATE = 100.0


def main() -> None:
    """Run it as the command line says."""
    given = _arguments()
    configure_logging("error")
    found = run(given.posts, parts=given.parts.split(","), engines=given.engines.split(","))
    print(json.dumps(found) if given.json else "\n".join(f"{k}: {v}" for k, v in found.items()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pipeline", description=__doc__)
    parser.add_argument("--posts", type=int, default=POSTS)
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def run(posts: int, *, parts: Sequence[str], engines: Sequence[str]) -> dict[str, Any]:
    """The parts that were asked for; fewer posts where the model reads them."""
    found: dict[str, Any] = {"cores": len(os.sched_getaffinity(0)), "posts": posts}
    for engine in engines:
        with place(engine) as there:
            found[engine] = _on(there, posts, parts)
    if "start" in parts:
        found["start"] = _start(posts)
    return found


def _on(there: Place, posts: int, parts: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "store" in parts:
        with there.app("store") as app, there.empty("bare") as bare:
            found["store"] = pipeline_store.measure(app, bare, posts)
    if "end_to_end" in parts:
        with there.app("whole") as app:
            found["end_to_end"] = pipeline_judge.end_to_end(app, max(posts // 10, 128))
    if "visible" in parts:
        with there.app("visible") as app:
            seconds = min(max(posts / RATE / 4, 2.0), 60.0)
            found["visible"] = pipeline_judge.visible(app, rate=RATE, seconds=seconds)
    if "workers" in parts:
        with there.app("workers", threads=1) as app:
            file = str(there.folder / "workers.toml")
            found["workers"] = pipeline_workers.measure(file, app, max(posts // 10, 128))
    return found


def _start(posts: int) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory(prefix="listenpost-up-") as folder,
        network.running(["--minutes", "20"]) as practice,
    ):
        return pipeline_start.measure(Path(folder), practice, judge=max(min(posts // 100, 200), 5))


if __name__ == "__main__":
    main()
