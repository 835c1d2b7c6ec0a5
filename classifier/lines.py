"""A classification as `listenpost classify --json` prints it."""

from __future__ import annotations

from domain.classification import Classification


def to_json(one: Classification) -> dict[str, object]:
    """Stable: others script it. The embedding stays inside."""
    return {
        "sentiment": one.sentiment.value,
        "intent": one.intent.value,
        "urgency": one.urgency.value,
        "private": one.private,
        "topic": one.topic.value,
        "language": one.language,
        "abstained": one.abstained,
        "scores": {head: dict(labels) for head, labels in one.scores.items()},
    }
