"""Markdown tables of measured figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from classifier.training.config import Config

SETS = ("natural", "dev", "alarm words", "written", "translated")
_URGENCY = ("qwk", "needs_answer_f1", "critical_recall", "alert_rate")


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table with a ruled head."""
    rule = ["---"] * len(head)
    return "\n".join("| " + " | ".join(line) + " |" for line in (head, rule, *lines)) + "\n"


def interval(figure: Sequence[float]) -> str:
    """A value and its 95 % interval."""
    return f"{figure[0]:.2f} ({figure[1]:.2f} to {figure[2]:.2f})"


def heads(models: dict[str, dict[str, Any]], heads_of: Sequence[str], figure: str) -> str:
    """One line per set and head, one column per model."""
    lines = [
        [name, head, *(interval(one[name][head][figure]) for one in models.values())]
        for name in (*SETS, "UMSAB", "airline")
        for head in heads_of
        if head in next(iter(models.values()))[name]
    ]
    return table(["set", "head", *models], lines)


def urgency(report: dict[str, Any]) -> str:
    """What the urgency label is good for, on each set."""
    lines = [
        [name, str(report[name]["urgency"]["rows"])]
        + [interval(report[name]["urgency"][figure]) for figure in _URGENCY]
        for name in SETS
    ]
    named = [
        "set",
        "posts",
        "quadratic kappa",
        "needs an answer, F1",
        "critical recalled",
        "alarms",
    ]
    return table(named, lines)


def costs(report: dict[str, Any]) -> str:
    """What another cost of a missed critical post would do."""
    lines = [
        [cost, f"{1 / (1 + float(cost)):.2f}"] + [f"{one[figure]:.2f}" for figure in _URGENCY]
        for cost, one in report["costs"].items()
    ]
    named = ["cost", "alarm from", "quadratic kappa", "needs an answer, F1", "critical recalled"]
    return table([*named, "alarms"], lines)


def embeddings(models: dict[str, dict[str, Any]]) -> str:
    """How well the embedding finds articles."""
    names = ("recall_at_1", "recall_at_10", "mrr")
    lines = [
        [model, *(f"{one['retrieval'][name]:.2f}" for name in names)]
        for model, one in models.items()
    ]
    return table(["embedding", "found first", "among ten", "mean reciprocal rank"], lines)


def losses(small: dict[str, Any], floating: dict[str, Any], heads_of: Sequence[str]) -> str:
    """Macro-F1 in 8 bits minus macro-F1 in 32, and the same for the kappa of urgency."""
    lines = [
        [name]
        + [_difference(small[name][head], floating[name][head], "macro_f1") for head in heads_of]
        + [_difference(small[name]["urgency"], floating[name]["urgency"], "qwk")]
        for name in SETS
    ]
    return table(["set", *heads_of, "urgency, kappa"], lines)


def languages(report: dict[str, Any]) -> str:
    """Accuracy by language over all triage sets."""
    lines = [
        [language, str(one["rows"])]
        + [f"{one[name]:.2f}" for name in ("sentiment", "intent", "urgency", "urgency_kappa")]
        for language, one in report["languages"].items()
        if one["rows"] >= 20
    ]
    return table(["language", "posts", "sentiment", "intent", "urgency", "urgency, kappa"], lines)


def sets(config: Config, sources: Sequence[str], learned: Sequence[bool]) -> str:
    """What was learned from, with the licence that each set has at its source."""
    counts = Counter(source for source, used in zip(sources, learned, strict=True) if used)
    lines = [
        [name, str(counts[name]), ", ".join(one.heads), one.licence]
        for one in config.sets
        for name in [one.file.removesuffix(".jsonl.gz")]
    ]
    return table(["set", "rows learned", "heads", "licence"], lines)


def _difference(small: dict[str, Any], floating: dict[str, Any], figure: str) -> str:
    return f"{small[figure][0] - floating[figure][0]:+.3f}"
