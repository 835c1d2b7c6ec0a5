"""Sentiment beside tools that others know: VADER on the same posts, XLM-T as it was published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from classifier import metrics
from classifier.labels import HEADS
from classifier.training import pooled
from classifier.training.config import Config
from classifier.training.data import Row, load_test
from classifier.training.tables import table
from domain.classification import Sentiment

XLM_T = {
    "arabic": 0.677,
    "english": 0.718,
    "french": 0.723,
    "german": 0.771,
    "hindi": 0.573,
    "italian": 0.701,
    "portuguese": 0.755,
    "spanish": 0.684,
}
"""Macro-F1 on UMSAB's own test posts, 870 a language, of the predictions that its authors publish.

Barbieri, Espinosa Anke and Camacho-Collados, "XLM-T", LREC 2022; 278 million parameters. The mean
that the authors state for all languages together is 0.694.
"""
_ENGLISH = {"en", "english"}
_SETS = ("UMSAB", "airline", "natural", "dev")
_FROM = 0.05

Scores = dict[str, dict[str, float]]
"""Test set -> language -> macro-F1 of sentiment."""


def of_model(judged: pooled.Judged) -> Scores:
    """What a classifier's answers are worth."""
    return {
        name: _by_language(rows, [pooled.chosen("sentiment", one) for one in answers])
        for name, (rows, answers) in judged.items()
        if name in _SETS
    }


def of_vader(config: Config, folder: Path) -> Scores:
    """The same of VADER, which reads English alone."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    rate = SentimentIntensityAnalyzer().polarity_scores
    found = {}
    for test in config.tests:
        if test.name in _SETS:
            rows = load_test(folder, test, config.finetune.hold_out_fold, config.folds, config.seed)
            english = [row for row in rows if row.language in _ENGLISH]
            moods = [sentiment(rate(row.text)["compound"]) for row in english]
            found[test.name] = _by_language(english, [_index(mood) for mood in moods])
    return found


def sentiment(compound: float) -> Sentiment:
    """What VADER's score means by its authors' thresholds (Hutto and Gilbert, ICWSM 2014)."""
    if abs(compound) < _FROM:
        return Sentiment.NEUTRAL
    return Sentiment.POSITIVE if compound > 0 else Sentiment.NEGATIVE


def side_by_side(columns: dict[str, Scores]) -> str:
    """One line per language of UMSAB, their mean, and the English posts of the other sets."""
    spoken = sorted({language for one in columns.values() for language in one["UMSAB"]})
    lines = [_line(f"UMSAB, {one}", columns, "UMSAB", [one], XLM_T.get(one)) for one in spoken]
    lines.append(_line("UMSAB, mean of all", columns, "UMSAB", spoken, 0.694))
    lines += [_line(f"{name}, English", columns, name, ["en"], None) for name in _SETS[1:]]
    return table(["posts", *columns, "XLM-T, as published"], lines)


def _line(
    title: str,
    columns: dict[str, Scores],
    name: str,
    languages: Sequence[str],
    published: float | None,
) -> list[str]:
    return [title, *(_mean(one[name], languages) for one in columns.values()), _cell(published)]


def _mean(scores: dict[str, float], languages: Sequence[str]) -> str:
    """Empty where a tool does not read all of the languages."""
    known = [scores[one] for one in languages if one in scores]
    return _cell(float(np.mean(known)) if len(known) == len(languages) else None)


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _by_language(rows: Sequence[Row], given: Iterable[int]) -> dict[str, float]:
    truth, chosen = np.array([row.targets[0] for row in rows]), np.array(list(given))
    spoken = np.array([row.language for row in rows])
    labels = len(HEADS["sentiment"])
    return {
        str(one): metrics.macro_f1(truth[spoken == one], chosen[spoken == one], labels)
        for one in np.unique(spoken)
    }


def _index(mood: Sentiment) -> int:
    return HEADS["sentiment"].index(mood.value)
