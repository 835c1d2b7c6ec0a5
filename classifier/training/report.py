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
from classifier.training import beside, data, tables
from classifier.training import config as configuration
from classifier.training.bars import bars
from classifier.training.copies import rows_to_learn_from
from classifier.training.measure import measure
from classifier.training.publish import float_twin

_HERE = Path(__file__).parent
_NAMED = {"frozen": "frozen base, linear heads", "finetune": "fine-tuned (shipped)"}

Report = dict[str, Any]


def main() -> None:
    """The command line."""
    options = _options()
    reports = {name: _report(options, options.out / name) for name in _NAMED}
    former = {"the one before": _report(options, options.former)} if options.former else {}
    twin = float_twin(options.out / "finetune", Manifest.read(options.out / "finetune"))
    fields = {
        **_tables(reports, _report(options, twin)),
        **_facts(options, reports),
        "side_by_side": _side_by_side(options, reports),
        "bars": bars(
            {
                _NAMED["frozen"]: reports["frozen"],
                **former,
                _NAMED["finetune"]: reports["finetune"],
            }
        ),
    }
    for target, template in ((options.page, "evaluation.md.in"), (options.card, "card.md.in")):
        text = Template((_HERE / template).read_text(encoding="utf-8")).substitute(fields)
        target.write_text(text, encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m classifier.training.report", description=__doc__
    )
    parser.add_argument("--config", type=Path, default=_HERE / "config.toml")
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--out", type=Path, required=True, help="the --out of the training run")
    parser.add_argument("--former", type=Path, help="a copy of the folder of the model before")
    parser.add_argument("--page", type=Path, required=True, help="the page to write")
    parser.add_argument("--card", type=Path, required=True, help="the model card to write")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def _tables(reports: dict[str, Report], floating: Report) -> dict[str, str]:
    models = {_NAMED[name]: report for name, report in reports.items()}
    shipped = reports["finetune"]
    return {
        "macro_f1": tables.heads(models, tuple(HEADS), "macro_f1"),
        "ece": tables.heads(models, tuple(HEADS), "ece"),
        "urgency": tables.urgency(shipped),
        "urgency_frozen": tables.urgency(reports["frozen"]),
        "losses": tables.losses(shipped, floating, tuple(HEADS)),
        "embeddings": tables.embeddings(models),
        "languages": tables.languages(shipped),
        "costs": tables.costs(shipped),
        "speed_float": f"{floating['posts_per_s']:.0f}",
    }


def _side_by_side(options: argparse.Namespace, reports: dict[str, Report]) -> str:
    vader = beside.of_vader(configuration.read(options.config), options.data)
    ours = {_NAMED[name]: one["sentiment_by_language"] for name, one in reports.items()}
    return beside.side_by_side({"VADER": vader, **ours})


def _facts(options: argparse.Namespace, reports: dict[str, Report]) -> dict[str, object]:
    shipped, alarms = reports["finetune"], reports["finetune"]["critical_at_tenth"]
    config = configuration.read(options.config)
    rows = rows_to_learn_from(options.data, config)
    learned = data.folds(rows, config.folds) != config.finetune.hold_out_fold
    return {
        "version": shipped["model"],
        "cost": f"{Manifest.read(options.out / 'finetune').policy.missed_critical_cost:g}",
        "recall": f"{alarms['recall']:.2f}",
        "recall_frozen": f"{reports['frozen']['critical_at_tenth']['recall']:.2f}",
        "critical_posts": alarms["critical_posts"],
        "threshold": f"{alarms['threshold']:.2f}",
        "queries": shipped["retrieval"]["queries"],
        "articles": f"{shipped['retrieval']['articles']:,}",
        "flips": shipped["batch_flips"]["flips"],
        "flips_of": shipped["batch_flips"]["posts"],
        "load": f"{shipped['load_s']:.1f}",
        "speed": f"{shipped['posts_per_s']:.0f}",
        "rows": f"{int(learned.sum()):,}",
        "sets": tables.sets(config, [row.source for row in rows], learned.tolist()),
    }


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
