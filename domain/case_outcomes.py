"""What became of cases: how they ended, and how customers felt at the start and at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.classification import Sentiment
from domain.outcome import CaseOutcome
from domain.share import Share


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedCase:
    """One answered case. The sentiments are those of the customer's first and last post.

    `asked`: we asked how it was; `score` is the answer, 1 to 5.
    """

    topic: str
    platform: str
    outcome: CaseOutcome
    first: Sentiment | None = None
    last: Sentiment | None = None
    asked: bool = False
    score: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """Of cases in which the customer wrote more than once: how many were angry, and became so."""

    negative_at_start: Share = field(default_factory=Share)
    negative_at_end: Share = field(default_factory=Share)
    better: Share = field(default_factory=Share)
    worse: Share = field(default_factory=Share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfaction:
    """Of those who were asked: who answered; of those: who gave 4 or 5, and the mean."""

    answered: Share = field(default_factory=Share)
    satisfied: Share = field(default_factory=Share)
    mean: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """Shares of all answered cases by how they ended."""

    cases: int
    shares: Mapping[CaseOutcome, Share]
    mood: Mood
    satisfaction: Satisfaction = field(default_factory=Satisfaction)


GOOD = 4
_ORDER = (Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE)


def outcomes(cases: Sequence[EndedCase]) -> Outcomes:
    """Count them."""
    number = Counter(case.outcome for case in cases)
    return Outcomes(
        cases=len(cases),
        shares={one: Share(part=number[one], whole=len(cases)) for one in CaseOutcome},
        mood=mood((case.first, case.last) for case in cases),
        satisfaction=satisfaction(case.score for case in cases if case.asked),
    )


def satisfaction(scores: Iterable[int | None]) -> Satisfaction:
    """From the answers of those who were asked; None is no answer."""
    asked = list(scores)
    given = [score for score in asked if score is not None]
    return Satisfaction(
        answered=Share(part=len(given), whole=len(asked)),
        satisfied=Share(part=sum(score >= GOOD for score in given), whole=len(given)),
        mean=sum(given) / len(given) if given else None,
    )


def mood(pairs: Iterable[tuple[Sentiment | None, Sentiment | None]]) -> Mood:
    """From the first and the last sentiment of each case; one post alone says nothing."""
    known = [(first, last) for first, last in pairs if first is not None and last is not None]
    whole = len(known)
    steps = [_ORDER.index(last) - _ORDER.index(first) for first, last in known]
    return Mood(
        negative_at_start=Share(
            part=sum(first is Sentiment.NEGATIVE for first, _ in known), whole=whole
        ),
        negative_at_end=Share(
            part=sum(last is Sentiment.NEGATIVE for _, last in known), whole=whole
        ),
        better=Share(part=sum(step > 0 for step in steps), whole=whole),
        worse=Share(part=sum(step < 0 for step in steps), whole=whole),
    )
