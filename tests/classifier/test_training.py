"""The parts of the training that need no torch."""

from __future__ import annotations

from pathlib import Path

import pytest

from classifier.labels import HEADS
from classifier.training import config
from classifier.training.data import folds, load, load_test, targets

CONFIG = Path(config.__file__).with_name("config.toml")
DATA = Path(__file__).parents[2].parent / "shared" / "data"

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the labelled sets are not shipped")


def test_the_shipped_configuration_is_complete() -> None:
    found = config.read(CONFIG)
    assert set(found.finetune.head_weights) == set(HEADS)
    assert 0 <= found.finetune.hold_out_fold < found.folds
    assert {one.licence for one in found.sets} > {"written for Listenpost"}


def test_permissive_training_leaves_the_other_sets_out() -> None:
    found = config.read(CONFIG, permissive_only=True)
    assert [one.file for one in found.sets] == [
        "triage_written.jsonl.gz",
        "triage_translated_train.jsonl.gz",
    ]


@needs_data
def test_a_post_and_its_translations_share_a_fold() -> None:
    found = config.read(CONFIG)
    rows = load(DATA, found.sets, found.seed)
    fold_of: dict[str, int] = {}
    for row, fold in zip(rows, folds(rows, found.folds).tolist(), strict=True):
        assert fold_of.setdefault(row.group, fold) == fold
    assert targets(rows).shape == (len(rows), len(HEADS))


@needs_data
def test_nothing_is_measured_that_was_learned() -> None:
    found = config.read(CONFIG)
    rows = load(DATA, found.sets, found.seed)
    fold = found.finetune.hold_out_fold
    pairs = zip(rows, folds(rows, found.folds).tolist(), strict=True)
    seen = {(row.source, row.group) for row, at in pairs if at != fold}
    for test in found.tests:
        measured = load_test(DATA, test, fold, found.folds, found.seed)
        assert not seen & {(row.source, row.group) for row in measured}
