"""Which of our heads another model speaks for, and what its labels are called here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from classifier.labels import HEADS
from domain.errors import ConfigurationError

_ALIASES: dict[str, dict[str, str]] = {
    "sentiment": {"pos": "positive", "neg": "negative", "neu": "neutral", "mixed": "neutral"},
    "urgency": {"urgent": "high", "not urgent": "none"},
    "private": {"yes": "true", "no": "false"},
}
_STARS = re.compile(r"([1-5]) stars?")
_OF_STARS = ("negative", "negative", "neutral", "positive", "positive")
_NUMBERED = tuple(f"label_{number}" for number in range(3))
_AS_NUMBERED = ("negative", "neutral", "positive")
"""Three labels without names are read as sentiment, in the order of the models of TweetEval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One head, and our label for each of the model's own."""

    head: str
    names: Mapping[str, str]

    def scores(self, found: Iterable[tuple[str, float]]) -> dict[str, float]:
        """Probabilities of our labels; those that the model does not know get none."""
        ours = dict.fromkeys(HEADS[self.head], 0.0)
        for label, probability in found:
            ours[self.names[label]] += probability
        total = sum(ours.values()) or 1.0
        return {label: value / total for label, value in ours.items()}


def reading(model: str, labels: Iterable[str]) -> Reading:
    """Raises ConfigurationError where the labels fit none of our heads."""
    known = list(labels)
    for head in HEADS:
        names = {label: _ours(head, label, known) for label in known}
        if None not in names.values() and len(set(names.values())) > 1:
            return Reading(head=head, names={k: v for k, v in names.items() if v is not None})
    choices = "; ".join(f"{head}: {', '.join(ours)}" for head, ours in HEADS.items())
    raise ConfigurationError(
        f"The model {model} knows the labels {', '.join(known) or 'none'}, which are those of none "
        f"of our heads ({choices}). Name another model in classifier.model, or give its labels "
        "these names in id2label of its config.json."
    )


def _ours(head: str, label: str, known: list[str]) -> str | None:
    plain = label.strip().lower()
    if plain in HEADS[head]:
        return plain
    if head == "sentiment":
        stars = _STARS.fullmatch(plain)
        if stars:
            return _OF_STARS[int(stars[1]) - 1]
        if sorted(one.lower() for one in known) == list(_NUMBERED):
            return _AS_NUMBERED[_NUMBERED.index(label.lower())]
    return _ALIASES.get(head, {}).get(plain)
