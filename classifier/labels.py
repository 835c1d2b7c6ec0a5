"""The five heads and the order of their labels in the model's output."""

from __future__ import annotations

from collections.abc import Iterator

from domain.classification import Intent, Sentiment, Topic, Urgency

HEADS: dict[str, tuple[str, ...]] = {
    "sentiment": tuple(Sentiment),
    "intent": tuple(Intent),
    "urgency": tuple(Urgency),
    "private": ("false", "true"),
    "topic": tuple(Topic),
}


def columns(heads: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, slice]]:
    """Where each head lies in the logits, which are one row of all heads side by side."""
    start = 0
    for head, labels in heads.items():
        yield head, slice(start, start + len(labels))
        start += len(labels)
