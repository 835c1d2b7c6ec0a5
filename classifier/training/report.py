"""`python -m classifier.training.report`: measures a run and prints docs/evaluation.md."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from string import Template
from typing import Any

from classifier.labels import HEADS
from classifier.manifest import Manifest
from classifier.training import config as configuration
from classifier.training import tables
from classifier.training.measure import measure
from classifier.training.publish import float_twin

_TEMPLATE = Path(__file__).with_name("evaluation.md.in")
_NAMED = {"frozen": "frozen base, linear heads", "finetune": "fine-tuned (shipped)"}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m classifier.training.report", description=__doc__
    )
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("config.toml"))
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--out", type=Path, required=True, help="the --out of the training run")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    reports = {name: _report(options, options.out / name) for name in _NAMED}
    twin = float_twin(options.out / "finetune", Manifest.read(options.out / "finetune"))
    sys.stdout.write(document(reports, _report(options, twin)))


def document(reports: dict[str, dict[str, Any]], floating: dict[str, Any]) -> str:
    """The whole page."""
    models = {_NAMED[name]: report for name, report in reports.items()}
    shipped = reports["finetune"]
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        version=shipped["model"],
        macro_f1=tables.heads(models, tuple(HEADS), "macro_f1"),
        ece=tables.heads(models, tuple(HEADS), "ece"),
        urgency=tables.urgency(shipped),
        urgency_frozen=tables.urgency(reports["frozen"]),
        losses=tables.losses(shipped, floating, tuple(HEADS)),
        languages=tables.languages(shipped),
        recall=f"{shipped['critical_at_tenth']['recall']:.2f}",
        recall_frozen=f"{reports['frozen']['critical_at_tenth']['recall']:.2f}",
        critical_posts=shipped["critical_at_tenth"]["critical_posts"],
        threshold=f"{shipped['critical_at_tenth']['threshold']:.2f}",
        load=f"{shipped['load_s']:.1f}",
        speed=f"{shipped['posts_per_s']:.0f}",
        speed_float=f"{floating['posts_per_s']:.0f}",
    )


def _report(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Measured once, then read back; a model that has changed is measured again."""
    kept = folder / "figures.json"
    found: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
    if found.get("model") != Manifest.read(folder).version:
        sys.stderr.write(f"measuring {folder}\n")
        found = measure(configuration.read(options.config), options.data, folder, options.threads)
        kept.write_text(json.dumps(found))
    return found


if __name__ == "__main__":
    main()
