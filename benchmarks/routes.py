"""Hops with and without the recommender: `python -m benchmarks.routes --seeds 5 --json`.

Each seed is the first part of the built-in scenario, played twice in lockstep with the same agents:
once they answer where Listenpost recommends, once they send whoever asks in public to a private
message, as a brand without a router does. Customers go where they are sent, or come back; all
figures are the practice network's own.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.order import model, spread
from listenpost.demo import headless
from listenpost.demo.agents import Route
from listenpost.demo.headless import HeadlessRun
from listenpost.demo.lockstep import MINUTES
from listenpost.events import configure_logging

POSTS = 120
AGENTS = 2
SHARES = ("escalation_rate", "return_rate", "context_carried_rate")
KEPT = ("needing_answer", "answered", "hops", "replies_sent", "lost", "double_replies", *SHARES)
INDUSTRY = {"escalation_rate": 0.84, "return_rate": 0.67, "context_carried_rate": 0.02}


def play(seed: int, *, posts: int, agents: int) -> dict[str, dict[str, Any]]:
    """One seed in both ways."""
    configure_logging("error")
    return {route.value: _play(route, seed, posts, agents) for route in Route}


def _play(route: Route, seed: int, posts: int, agents: int) -> dict[str, Any]:
    only = ["--posts", str(posts)] if posts else []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        found = headless.run(
            HeadlessRun(
                sandbox_arguments=["--minutes", str(MINUTES), "--seed", str(seed), *only],
                database_url=f"sqlite:///{Path(folder) / 'routes.db'}",
                agents=agents,
                seed=seed,
                lockstep=True,
                classifier=model(),
                route=route,
            )
        )
    sys.stderr.write(f"seed {seed} {route.value}: {found}\n")
    return {name: found[name] for name in KEPT}


def summary(runs: Sequence[dict[str, dict[str, Any]]]) -> dict[str, Any]:
    """Mean, least and most of each figure in each way; a share that no run has is left out."""
    table = {}
    for route in Route:
        table[route.value] = {
            name: spread(values)
            for name in KEPT
            if (
                values := [
                    float(run[route.value][name]) for run in runs if _is_there(run, route, name)
                ]
            )
        }
    return {"seeds": len(runs), **table, "industry": INDUSTRY}


def _is_there(run: dict[str, dict[str, Any]], route: Route, name: str) -> bool:
    return run[route.value][name] is not None


def as_table(found: dict[str, Any]) -> str:
    """The summary as Markdown."""
    lines = [
        "| figure | recommended | all sent to a private message | industry |",
        "|---|---|---|---|",
    ]
    for name in KEPT:
        cells = [_cell(found[route.value].get(name)) for route in Route]
        lines.append(f"| {name} | {' | '.join(cells)} | {INDUSTRY.get(name, '')} |")
    return "\n".join(lines)


def _cell(found: dict[str, float] | None) -> str:
    if found is None:
        return "none"
    return f"{found['mean']:g} ({found['min']:g} to {found['max']:g})"


def main() -> int:
    """Print the table, or all as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.routes", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--posts", type=int, default=POSTS, help="0 plays the whole week")
    parser.add_argument("--agents", type=int, default=AGENTS)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    one = partial(play, posts=given.posts, agents=given.agents)
    with ProcessPoolExecutor(given.jobs, mp_context=get_context("spawn")) as pool:
        runs = list(pool.map(one, range(given.seeds)))
    found = summary(runs) | {"posts": given.posts, "agents": given.agents}
    sys.stdout.write((json.dumps(found) if given.json else as_table(found)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
