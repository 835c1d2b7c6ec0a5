"""What a person can correct on a post, and which values there are."""

from __future__ import annotations

from enum import StrEnum

from domain.classification import Intent, Sentiment, Topic, Urgency
from domain.errors import BadInput

YES, NO = "true", "false"


class Head(StrEnum):
    """A label of a post; the last one is not the model's own but follows from the rules."""

    URGENCY = "urgency"
    SENTIMENT = "sentiment"
    INTENT = "intent"
    TOPIC = "topic"
    PRIVATE = "private"
    NEEDS_ANSWER = "needs_answer"


_BOOLEAN = (YES, NO)
VALUES: dict[Head, tuple[str, ...]] = {
    Head.URGENCY: tuple(one.value for one in Urgency),
    Head.SENTIMENT: tuple(one.value for one in Sentiment),
    Head.INTENT: tuple(one.value for one in Intent),
    Head.TOPIC: tuple(one.value for one in Topic),
    Head.PRIVATE: _BOOLEAN,
    Head.NEEDS_ANSWER: _BOOLEAN,
}


def check(head: Head, value: str) -> None:
    """Raise BadInput unless the head has this value."""
    if value not in VALUES[head]:
        raise BadInput(f"{head.value} is one of {', '.join(VALUES[head])}, not {value!r}.")


def implied(head: Head, value: str) -> dict[Head, str]:
    """What else follows: urgency and "needs an answer" never contradict each other."""
    if head is Head.URGENCY:
        return {Head.NEEDS_ANSWER: NO if value == Urgency.NONE else YES}
    if head is Head.NEEDS_ANSWER and value == NO:
        return {Head.URGENCY: Urgency.NONE.value}
    return {}
