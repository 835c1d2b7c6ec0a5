"""What the model said of posts, as rows to store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from domain.classification import Classification
from listenpost.services.topic_naming import Named
from storage.ids import key
from storage.models import Mention


def rows_of(
    judged: Sequence[Mention],
    verdicts: Mapping[int, Classification],
    about: Mapping[int, Named],
    now: dt.datetime,
) -> list[dict[str, Any]]:
    """A row for each of these posts."""
    return [
        {
            "mention_id": post.id,
            "sentiment": found.sentiment,
            "intent": found.intent,
            "urgency": found.urgency,
            "topic": found.topic,
            "brand_topic_id": topic,
            "brand_topic_p": likely,
            "private": found.private,
            "language": found.language,
            "abstained": found.abstained,
            "model": found.model,
            "scores": {
                head: {label: round(value, 4) for label, value in labels.items()}
                for head, labels in found.scores.items()
            },
            "created_at": now,
        }
        for post in judged
        for found in [verdicts[key(post.id)]]
        for topic, likely in [about.get(key(post.id), (None, None))]
    ]
