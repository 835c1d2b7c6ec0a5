"""Priority against order of arrival with too few agents: `python -m benchmarks.order --seeds 5`.

Each seed is one week of the built-in scenario, played twice with the same agents, once in each
order. It is played in lockstep, so that the figures do not depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from classifier.base import Classifier
from domain.classification import Classification
from listenpost.bootstrap import load_classifier
from listenpost.demo import headless
from listenpost.demo.headless import HeadlessRun
from listenpost.demo.lockstep import MINUTES
from listenpost.events import configure_logging
from listenpost.settings import Settings
from storage.inbox import InboxOrder

AGENTS = 1
HANDLING_MINUTES = 15.5
"""With one agent day and night this answers about 80 % of what needs an answer."""
ORDERS = {"priority": InboxOrder.PRIORITY, "fifo": InboxOrder.ARRIVAL}
LEAST_RATIO = 1.5
HOLDS = ("priority_at_least_1_5_times", "ignores_no_more")
KEPT = ("needing_answer", "answered", "replies_sent", "urgent_on_time_share", "ignored_share")
KEPT_TOO = ("judged_urgent_on_time_share", "ignored", "answered_share")


@dataclass(slots=True)
class Remembering:
    """A model that reads no text twice: two orders of one scenario have most texts in common."""

    model: Classifier
    version: str
    known: dict[str, Classification] = field(default_factory=dict)

    def classify(self, texts: Sequence[str]) -> list[Classification]:
        new = list(dict.fromkeys(text for text in texts if text not in self.known))
        self.known.update(zip(new, self.model.classify(new), strict=True))
        return [self.known[text] for text in texts]


@cache
def model() -> Remembering:
    """The configured model, loaded once a process."""
    found = load_classifier(Settings())
    return Remembering(found, found.version)


def play(seed: int, *, agents: int, handling: float) -> dict[str, dict[str, Any]]:
    """One seed in both orders."""
    configure_logging("error")
    return {name: _play(order, seed, agents, handling) for name, order in ORDERS.items()}


def _play(order: InboxOrder, seed: int, agents: int, handling: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        found = headless.run(
            HeadlessRun(
                sandbox_arguments=["--minutes", str(MINUTES), "--seed", str(seed)],
                database_url=f"sqlite:///{Path(folder) / 'order.db'}",
                agents=agents,
                order=order,
                seed=seed,
                handling_minutes=handling,
                lockstep=True,
                classifier=model(),
            )
        )
    found["answered_share"] = round(found["answered"] / found["needing_answer"], 4)
    found["ignored"] = round(found["ignored_share"] * found["needing_answer"])
    sys.stderr.write(f"seed {seed} {order.value}: {found}\n")
    return {name: found[name] for name in (*KEPT, *KEPT_TOO) if name in found}


def summary(runs: Sequence[dict[str, dict[str, Any]]]) -> dict[str, Any]:
    """Mean, least and most of each figure in each order, and the paired comparisons."""
    names = [name for name in (*KEPT, *KEPT_TOO) if name in runs[0]["fifo"]]
    table = {
        order: {name: spread([float(run[order][name]) for run in runs]) for name in names}
        for order in ORDERS
    }
    fewer = [run["fifo"]["ignored"] - run["priority"]["ignored"] for run in runs]
    urgent = "urgent_on_time_share"
    base = table["fifo"][urgent]["mean"]
    return {
        "seeds": len(runs),
        **table,
        "urgent_on_time_ratio": round(table["priority"][urgent]["mean"] / base, 2)
        if base
        else None,
        "urgent_on_time_gain": spread(
            [run["priority"][urgent] - run["fifo"][urgent] for run in runs]
        ),
        "fewer_ignored": spread([float(number) for number in fewer]),
        "priority_at_least_1_5_times": table["priority"][urgent]["mean"] >= LEAST_RATIO * base > 0,
        "ignores_no_more": statistics.mean(fewer) >= 0,
    }


def spread(values: Sequence[float]) -> dict[str, float]:
    """Mean, least and most."""
    return {
        "mean": round(statistics.mean(values), 4),
        "min": round(min(values), 4),
        "max": round(max(values), 4),
    }


def as_table(found: dict[str, Any]) -> str:
    """The summary as Markdown."""
    lines = ["| figure | priority | arrival |", "|---|---|---|"]
    for name in found["fifo"]:
        cells = [_cell(found[order][name]) for order in ORDERS]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    held = [f"{name}: {str(found[name]).lower()}" for name in HOLDS]
    return "\n".join([*lines, "", *held])


def _cell(spread: dict[str, float]) -> str:
    return f"{spread['mean']:g} ({spread['min']:g} to {spread['max']:g})"


def main() -> int:
    """Print the table, or all as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.order", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--agents", type=int, default=AGENTS)
    parser.add_argument("--handling", type=float, default=HANDLING_MINUTES)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    one = partial(play, agents=given.agents, handling=given.handling)
    with ProcessPoolExecutor(given.jobs, mp_context=get_context("spawn")) as pool:
        runs = list(pool.map(one, range(given.seeds)))
    found = summary(runs) | {"agents": given.agents, "handling_minutes": given.handling}
    sys.stdout.write((json.dumps(found) if given.json else as_table(found)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
