"""The mood that a reply answers to: calm, angry, sad or pleased."""

from __future__ import annotations

import re
from enum import StrEnum

from domain.classification import Intent, Sentiment


class Tone(StrEnum):
    CALM = "calm"
    ANGRY = "angry"
    SENSITIVE = "sensitive"  # an illness, a death, a hardship
    PLEASED = "pleased"


_LOUD = re.compile(r"!!|[?!]{3}|(?:\b[^\W\d_a-zà-ÿα-ωа-я]{4,}\b\W+){2}")


def tone_of(text: str, *, sentiment: str | None, intent: str | None, sad: bool) -> Tone:
    """What the customer's words call for; a sad matter comes before an angry one.

    A complaint alone is no anger: most are matter-of-fact, and empathy by rote annoys.
    """
    if sad:
        return Tone.SENSITIVE
    if sentiment == Sentiment.NEGATIVE and _LOUD.search(text):
        return Tone.ANGRY
    if sentiment == Sentiment.POSITIVE and intent == Intent.PRAISE:
        return Tone.PLEASED
    return Tone.CALM
