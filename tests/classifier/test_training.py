"""The parts of the training that need no torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from classifier.decision import softmax
from classifier.labels import HEADS, columns
from classifier.training import beside, calibrate, config
from classifier.training.bars import bars
from classifier.training.copies import Measured, rows_to_learn_from
from classifier.training.data import folds, load, load_test, targets
from classifier.training.measure import bootstrap
from classifier.training.tasks import TASKS

CONFIG = Path(config.__file__).with_name("config.toml")
CANDIDATE = CONFIG.with_name("auxiliary.toml")
DATA = Path(__file__).parents[2].parent / "shared" / "data"

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the labelled sets are not shipped")


@pytest.mark.parametrize("file", [CONFIG, CANDIDATE], ids=lambda file: file.name)
def test_a_configuration_is_complete(file: Path) -> None:
    found = config.read(file)
    assert set(found.finetune.head_weights) == set(TASKS)
    assert 0 <= found.finetune.hold_out_fold < found.folds
    assert {one.licence for one in found.sets} > {"written for Listenpost"}


def test_permissive_training_leaves_the_other_sets_out() -> None:
    found = config.read(CANDIDATE, permissive_only=True)
    assert [one.file for one in found.sets] == [
        "triage_written.jsonl.gz",
        "triage_translated_train.jsonl.gz",
        "care_germeval_db.jsonl.gz",
        "complaints_fincorp.jsonl.gz",
    ]


@needs_data
def test_a_post_and_its_translations_share_a_fold() -> None:
    found = config.read(CANDIDATE)
    rows = load(DATA, found.sets, found.seed)
    fold_of: dict[str, int] = {}
    for row, fold in zip(rows, folds(rows, found.folds).tolist(), strict=True):
        assert fold_of.setdefault(row.group, fold) == fold
    assert targets(rows).shape == (len(rows), len(TASKS))


@needs_data
@pytest.mark.parametrize("file", [CONFIG, CANDIDATE], ids=lambda file: file.name)
def test_nothing_is_measured_that_was_learned(file: Path) -> None:
    found = config.read(file)
    rows = rows_to_learn_from(DATA, found)
    fold = found.finetune.hold_out_fold
    pairs = zip(rows, folds(rows, found.folds).tolist(), strict=True)
    seen = {(row.source, row.group) for row, at in pairs if at != fold}
    for test in found.tests:
        measured = load_test(DATA, test, fold, found.folds, found.seed)
        assert not seen & {(row.source, row.group) for row in measured}


@pytest.mark.parametrize(
    ("text", "is_copy"),
    [
        ("@shop my parcel has been lost for nine days and nobody answers https://t.co/a1", True),
        ("RT @other: My parcel has been LOST for nine days and nobody answers http", True),
        ("my parcel has been lost for nine days and nobody ans…", True),
        ("my parcel was lost for nine days, then somebody answered and all was well", False),
        ("thanks, it works", False),
        ("", False),
    ],
)
def test_a_post_that_is_measured_is_known_again_in_other_clothes(text: str, is_copy: bool) -> None:
    measured = Measured(
        ["my parcel has been lost for nine days and nobody answers", "thanks, it works", ""]
    )
    assert measured.has(text) is is_copy


def test_calibration_finds_the_temperature_that_blurred_the_scores() -> None:
    random = np.random.default_rng(0)
    sharp = random.normal(0, 2, (4_000, sum(map(len, HEADS.values())))).astype(np.float32)
    columns_of = [where for _, where in columns(HEADS)]
    truth = np.stack(
        [
            [random.choice(len(line), p=line) for line in softmax(sharp[:, where])]
            for where in columns_of
        ],
        axis=1,
    )
    found = calibrate.fit(3 * sharp, truth)
    assert list(found.values()) == pytest.approx([3.0] * len(HEADS), rel=0.1)


def test_resampling_keeps_groups_together() -> None:
    groups = np.array([0, 0, 1, 1, 2, 2])
    seen: list[list[int]] = []

    def figure(picked: NDArray[np.int64]) -> dict[str, float]:
        seen.append(np.bincount(picked, minlength=6).tolist())
        return {"mean": float(picked.mean())}

    value, low, high = bootstrap(figure, groups)["mean"]
    assert value == 2.5
    assert low < 2.5 < high
    assert all(one[0::2] == one[1::2] for one in seen)


@pytest.mark.parametrize(
    ("compound", "mood"),
    [(0.05, "positive"), (0.049, "neutral"), (-0.049, "neutral"), (-0.05, "negative")],
)
def test_vader_is_read_by_its_authors_thresholds(compound: float, mood: str) -> None:
    assert beside.sentiment(compound) == mood


def test_a_tool_that_reads_one_language_has_no_mean_of_eight() -> None:
    every = dict.fromkeys(beside.XLM_T, 0.5)
    rest = {name: {"en": 0.6} for name in ("airline", "natural", "dev")}
    columns = {
        "VADER": {"UMSAB": {"english": 0.4}, **rest},
        "ours": {"UMSAB": every | {"hindi": 0.1}, **rest},
    }
    lines = {
        cells[1]: cells[2:5]
        for line in beside.side_by_side(columns).splitlines()
        if len(cells := [cell.strip() for cell in line.split("|")]) > 5
    }
    assert lines["UMSAB, english"] == ["0.400", "0.500", "0.718"]
    assert lines["UMSAB, mean of all"] == ["", "0.450", "0.694"]
    assert lines["airline, English"] == ["0.600", "0.600", ""]


def report_of(figure: float) -> dict[str, Any]:
    """What `measure` finds where every figure is the same."""
    one = dict.fromkeys(("macro_f1", "qwk", "needs_answer_f1", "last_f1", "ece"), (figure, 0, 1))
    heads = dict.fromkeys(HEADS, one)
    return {
        **dict.fromkeys(("natural", "dev", "translated", "airline"), heads),
        "umsab_mean": figure,
        "complaints": figure,
        "critical_at_tenth": {"recall": figure},
        "same_posts": {"en": figure, "nl": figure - 0.1, "el": figure - 0.2},
    }


def test_the_verdict_on_a_bar_is_that_of_the_last_model() -> None:
    found = bars({"before": report_of(0.0), "shipped": report_of(0.78)})
    told = {
        cells[1]: cells[2:6]
        for line in found.splitlines()
        if len(cells := [cell.strip() for cell in line.split("|")]) > 6
    }
    assert told["airline sentiment, macro-F1"] == ["0.78", "0.00", "0.78", "met"]
    assert told["urgency, quadratic kappa, dev"] == ["0.80", "0.00", "0.78", "missed"]
    below = told["worst of 16 languages below English, urgency, kappa"]
    assert below == ["at most 0.15", "0.20", "0.20", "missed"]
    calibration = told["worst calibration error of a head, natural and dev"]
    assert calibration == ["at most 0.06", "0.00", "0.78", "missed"]
