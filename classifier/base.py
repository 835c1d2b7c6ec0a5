"""What a classifier is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.classification import Classification


class Classifier(Protocol):
    """Judges texts. Safe to call from several threads."""

    version: str

    def classify(self, texts: Sequence[str]) -> list[Classification]:
        """One classification each, in order.

        A text that cannot be read gets a classification that abstains; it never fails the batch.
        Raises ConfigurationError where the model itself is missing or damaged.
        """
        ...
