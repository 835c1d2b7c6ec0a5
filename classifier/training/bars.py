"""Where models stand against the bars that the project set itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from classifier.training.tables import table

Report = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One measure; met from `value` on, or up to it where less is better."""

    title: str
    value: float
    read: Callable[[Report], float]
    at_most: bool = False

    def met(self, reached: float) -> bool:
        """By the point estimate."""
        return reached <= self.value if self.at_most else reached >= self.value


def bars(models: dict[str, Report]) -> str:
    """One line per bar, one column per model; the verdict is the last one's."""
    lines = []
    for bar in BARS:
        reached = [bar.read(report) for report in models.values()]
        sign = "at most " if bar.at_most else ""
        verdict = "met" if bar.met(reached[-1]) else "missed"
        lines.append(
            [bar.title, f"{sign}{bar.value:.2f}", *(f"{one:.2f}" for one in reached), verdict]
        )
    return table(["measure", "bar", *models, ""], lines)


def _of(name: str, head: str, figure: str) -> Callable[[Report], float]:
    return lambda report: float(report[name][head][figure][0])


def _worst_language(report: Report) -> float:
    """How far the worst language lies below English, on the same posts."""
    spoken = report["same_posts"]
    return float(spoken["en"] - min(spoken.values()))


def _worst_calibration(report: Report) -> float:
    """Of the heads, on posts as they come in."""
    return max(float(one["ece"][0]) for name in _STREAM for one in report[name].values())


_STREAM = ("natural", "dev")
_TWICE = (
    ("intent, macro-F1", "intent", "macro_f1", 0.78),
    ("urgency, quadratic kappa", "urgency", "qwk", 0.80),
    ("needs an answer, F1", "urgency", "needs_answer_f1", 0.92),
    ("private, F1", "private", "last_f1", 0.76),
)
BARS = (
    Bar(
        title="sentiment, UMSAB, mean of eight languages, macro-F1",
        value=0.65,
        read=lambda report: float(report["umsab_mean"]),
    ),
    Bar(
        title="airline sentiment, macro-F1",
        value=0.78,
        read=_of("airline", "sentiment", "macro_f1"),
    ),
    Bar(
        title="complaint yes/no, preotiuc, macro-F1",
        value=0.84,
        read=lambda report: float(report["complaints"]),
    ),
    *(
        Bar(title=f"{title}, {name}", value=value, read=_of(name, head, figure))
        for title, head, figure, value in _TWICE
        for name in _STREAM
    ),
    Bar(title="urgency, kappa, translated", value=0.74, read=_of("translated", "urgency", "qwk")),
    Bar(
        title="worst of 16 languages below English, urgency, kappa",
        value=0.15,
        read=_worst_language,
        at_most=True,
    ),
    Bar(
        title="critical recalled at a tenth of alarms",
        value=0.88,
        read=lambda report: float(report["critical_at_tenth"]["recall"]),
    ),
    Bar(
        title="worst calibration error of a head, natural and dev",
        value=0.06,
        read=_worst_calibration,
        at_most=True,
    ),
)
