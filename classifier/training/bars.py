"""Where the model stands against the bars that the project set itself."""

from __future__ import annotations

from typing import Any

from classifier.training.tables import table


def bars(report: dict[str, Any]) -> str:
    """One line per bar, with the verdict on the point estimate."""
    natural, dev = report["natural"], report["dev"]
    lines = [
        _least("sentiment, UMSAB, mean of eight languages, macro-F1", 0.65, report["umsab_mean"]),
        _least("airline sentiment, macro-F1", 0.78, report["airline"]["sentiment"]["macro_f1"][0]),
        _least("complaint yes/no, preotiuc, macro-F1", 0.84, report["complaints"]),
    ]
    for title, head, figure, bar in (
        ("intent, macro-F1", "intent", "macro_f1", 0.78),
        ("urgency, quadratic kappa", "urgency", "qwk", 0.80),
        ("needs an answer, F1", "urgency", "needs_answer_f1", 0.92),
        ("private, F1", "private", "last_f1", 0.76),
    ):
        lines += [
            _least(f"{title}, {name}", bar, one[head][figure][0])
            for name, one in (("natural", natural), ("dev", dev))
        ]
    lines.append(
        _least("urgency, kappa, translated", 0.74, report["translated"]["urgency"]["qwk"][0])
    )
    lines.append(
        _least(
            "critical recalled at a tenth of alarms", 0.88, report["critical_at_tenth"]["recall"]
        )
    )
    worst = max(one["ece"][0] for name in ("natural", "dev") for one in report[name].values())
    lines.append(_most("worst calibration error of a head, natural and dev", 0.06, worst))
    return table(["measure", "bar", "reached", ""], lines)


def _least(title: str, bar: float, reached: float) -> list[str]:
    return [title, f"{bar:.2f}", f"{reached:.2f}", "met" if reached >= bar else "missed"]


def _most(title: str, bar: float, reached: float) -> list[str]:
    return [title, f"at most {bar:.2f}", f"{reached:.2f}", "met" if reached <= bar else "missed"]
