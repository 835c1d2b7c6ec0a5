"""What the model makes of a mention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Sentiment(StrEnum):
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Intent(StrEnum):
    COMPLAINT = "complaint"
    QUESTION = "question"
    REQUEST = "request"
    PRAISE = "praise"
    OTHER = "other"


class Urgency(StrEnum):
    """What happens if nobody answers; ordered from worst to none by `rank`."""

    CRITICAL = "critical"
    HIGH = "high"
    NORMAL = "normal"
    NONE = "none"

    @property
    def rank(self) -> int:
        """3 for critical down to 0 for none."""
        return _URGENCY_RANK[self]


_URGENCY_RANK = {Urgency.CRITICAL: 3, Urgency.HIGH: 2, Urgency.NORMAL: 1, Urgency.NONE: 0}


class Topic(StrEnum):
    ACCOUNT = "account"
    BILLING = "billing"
    ORDER = "order"
    REFUND = "refund"
    PRODUCT = "product"
    OUTAGE = "outage"
    STAFF = "staff"
    SAFETY = "safety"
    BOOKING = "booking"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """One pass of the model over one text.

    `scores` maps head ("sentiment", "intent", "urgency", "private", "topic") to label to
    probability; each head's probabilities sum to one. `abstained` says that the text could not be
    read or that the model is too unsure: a person decides. `model` is the version string.
    `embedding` is the unit-length sentence vector, empty where there is none.
    """

    sentiment: Sentiment
    intent: Intent
    urgency: Urgency
    private: bool
    topic: Topic
    language: str | None
    abstained: bool
    model: str
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict, repr=False)
    embedding: tuple[float, ...] = field(default=(), repr=False, compare=False)

    @property
    def answer_probability(self) -> float:
        """The probability that an answer is owed: one minus that of urgency none."""
        urgency = self.scores.get("urgency")
        if not urgency:
            return 0.0 if self.urgency is Urgency.NONE else 1.0
        return 1.0 - urgency.get(Urgency.NONE, 0.0)
