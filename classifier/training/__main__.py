"""`python -m classifier.training`: trains, calibrates, exports and measures, in one go.

A run that was broken off goes on where it stood when it is started again with the same --out.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from classifier.training.config import Config


def main() -> None:
    """The command line."""
    options = _options()
    from classifier.training import config as configuration

    config = configuration.read(options.config, permissive_only=options.licences == "permissive")
    options.out.mkdir(parents=True, exist_ok=True)
    _run(config, options)


def _run(config: Config, options: argparse.Namespace) -> None:
    import torch

    from classifier.training import publish, stages
    from classifier.training.copies import rows_to_learn_from

    torch.set_num_threads(config.threads)
    rows = rows_to_learn_from(options.data, config)
    corpus = stages.corpus(config, rows, options.base, options.out, _say)
    for recipe in options.recipe:
        network = (
            stages.frozen_network(config, corpus, options.base)
            if recipe == "frozen"
            else stages.tuned_network(config, corpus, options.base, options.out, _say)
        )
        folder = options.out / recipe
        manifest = publish.publish(config, corpus, network, options.base, folder)
        _say(f"{manifest.version} in {folder}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m classifier.training", description=__doc__)
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("config.toml"))
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--base", type=Path, required=True, help="folder of the base encoder")
    parser.add_argument("--out", type=Path, required=True, help="results and checkpoints")
    parser.add_argument(
        "--recipe", nargs="+", choices=["frozen", "finetune"], default=["frozen", "finetune"]
    )
    parser.add_argument("--licences", choices=["all", "permissive"], default="all")
    return parser.parse_args()


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    main()
