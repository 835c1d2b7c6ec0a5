"""Which case a person should take next, and why: a sum of named shares.

Every case gains the same number of points an hour, so the order of two cases does not change while
nothing happens to them: `rank` can be a column with an index, and nothing starves. The one thing
that happens by itself is a missed deadline, at a known moment: then the head start of the urgency
ends and the case stands by how long it has waited.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from domain.classification import Urgency

_REFERENCE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
REACH_FROM = 1000
"""Followers from which reach counts at all; ten million have the whole share."""
_REACH_DECADES = 4.0
SURE_FROM = 0.95
"""The probability from which it counts as certain that an answer is owed."""
_TIERS: Mapping[str, float] = MappingProxyType({"gold": 30.0, "silver": 15.0})


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityWeights:
    """How much each reason weighs, in points; `per_hour` says how many an hour of waiting is worth.

    `critical` and `high` are head starts while the deadline can still be met. `overdue` is what a
    case has instead after it, with `overdue_critical` on top where there is danger. `unsure` is
    the most that is taken off where the model doubts that an answer is owed. What may be added to
    a case besides time never reaches from high to critical, before the deadline or after it: reach
    never comes before safety.
    """

    critical: float = 400.0
    high: float = 240.0
    overdue: float = 300.0
    overdue_critical: float = 160.0
    per_hour: float = 4.0
    repeat: float = 30.0
    ignored_before: float = 40.0
    incident: float = 20.0
    reach: float = 30.0
    unsure: float = 1500.0
    tiers: Mapping[str, float] = field(default_factory=lambda: _TIERS)

    def head_start(self, urgency: Urgency) -> float:
        """The share of an urgency whose deadline can still be met."""
        return {Urgency.CRITICAL: self.critical, Urgency.HIGH: self.high}.get(urgency, 0.0)

    @property
    def most_extra(self) -> float:
        """Everything but urgency and time that can be added to one case."""
        return (
            self.repeat
            + self.ignored_before
            + self.incident
            + self.reach
            + max(self.tiers.values(), default=0.0)
        )

    def gap_to_safety(self, *, overdue: bool) -> float:
        """What separates a critical case from a high one with the same deadline or wait."""
        return self.overdue_critical if overdue else self.critical - self.high


def problem_with(weights: PriorityWeights) -> str | None:
    """Why these weights cannot be used; None where they can."""
    given = [weights.critical, weights.high, weights.overdue, weights.overdue_critical]
    given += [weights.repeat, weights.ignored_before, weights.incident, weights.reach]
    given += [weights.unsure, *weights.tiers.values()]
    if not all(math.isfinite(share) and share >= 0 for share in given):
        return "every share must be a number of at least 0"
    if not (math.isfinite(weights.per_hour) and weights.per_hour > 0):
        return "per_hour must be above 0, or a case could wait for ever"
    gap = weights.gap_to_safety(overdue=False)
    if weights.reach >= gap:
        return (
            f"reach ({weights.reach:g}) must be below critical minus high "
            f"({gap:g}): followers never come before safety"
        )
    if weights.most_extra >= gap:
        return (
            f"repeat + ignored_before + incident + reach + the largest tier are "
            f"{weights.most_extra:g}; together they must stay below critical minus high "
            f"({gap:g}), so that only waiting lifts a case over a critical one"
        )
    if weights.most_extra >= weights.gap_to_safety(overdue=True):
        return (
            f"repeat + ignored_before + incident + reach + the largest tier are "
            f"{weights.most_extra:g}; together they must stay below overdue_critical "
            f"({weights.overdue_critical:g}), so that only waiting lifts a late case over a late "
            f"critical one"
        )
    return None


DEFAULT_WEIGHTS = PriorityWeights()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One share of the priority, in words that an agent reads."""

    share: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a case's place in the inbox depends on.

    `overdue` says that the missed deadline has been taken note of. `ignored_before` counts earlier
    cases of this customer that ended without an answer. `certainty` is the model's probability
    that an answer is owed.
    """

    urgency: Urgency
    waiting_since: dt.datetime
    due_at: dt.datetime
    overdue: bool = False
    followers: int | None = None
    unanswered_posts: int = 1
    ignored_before: int = 0
    tier: str | None = None
    in_incident: bool = False
    certainty: float = 1.0


def reasons(
    standing: Standing, now: dt.datetime, weights: PriorityWeights = DEFAULT_WEIGHTS
) -> tuple[Reason, ...]:
    """The shares of the priority at `now`; urgency first, time last."""
    return (*_fixed_reasons(standing, weights), _time_reason(standing, now, weights))


def score(
    standing: Standing, now: dt.datetime, weights: PriorityWeights = DEFAULT_WEIGHTS
) -> float:
    """The sum of the shares; higher comes first."""
    return round(sum(reason.share for reason in reasons(standing, now, weights)), 3)


def rank(standing: Standing, weights: PriorityWeights = DEFAULT_WEIGHTS) -> float:
    """A number that orders cases as `score` does at any moment."""
    fixed = sum(reason.share for reason in _fixed_reasons(standing, weights))
    return round(fixed - weights.per_hour * _hours(_counted_from(standing) - _REFERENCE), 6)


def _counted_from(standing: Standing) -> dt.datetime:
    """Where the share of time is zero: the deadline, or after it the beginning of the wait."""
    return standing.waiting_since if standing.overdue else standing.due_at


def _fixed_reasons(standing: Standing, weights: PriorityWeights) -> list[Reason]:
    found = [_urgency_reason(standing, weights)]
    if standing.unanswered_posts > 1:
        text = f"has written {standing.unanswered_posts} times"
        found.append(Reason(share=weights.repeat, text=text))
    if standing.ignored_before:
        times = "once" if standing.ignored_before == 1 else f"{standing.ignored_before} times"
        found.append(Reason(share=weights.ignored_before, text=f"ignored {times} before"))
    if tier := weights.tiers.get(standing.tier or ""):
        found.append(Reason(share=tier, text=f"{standing.tier} customer"))
    if standing.in_incident:
        found.append(Reason(share=weights.incident, text="part of an incident"))
    followers = standing.followers or 0
    if followers >= REACH_FROM and weights.reach:
        found.append(Reason(share=_reach(followers, weights), text=f"{followers:,} followers"))
    doubt = _doubt(standing, weights)
    if doubt:
        text = f"{standing.certainty:.0%} sure that an answer is owed"
        found.append(Reason(share=-doubt, text=text))
    return found


def _urgency_reason(standing: Standing, weights: PriorityWeights) -> Reason:
    urgency = standing.urgency
    if not standing.overdue:
        return Reason(share=weights.head_start(urgency), text=f"{urgency.value} urgency")
    danger = weights.overdue_critical if urgency is Urgency.CRITICAL else 0.0
    text = f"past its deadline, {urgency.value} urgency"
    return Reason(share=weights.overdue + danger, text=text)


def _reach(followers: int, weights: PriorityWeights) -> float:
    decades = math.log10(followers / REACH_FROM) + 1.0
    return round(weights.reach * min(1.0, decades / (_REACH_DECADES + 1.0)), 3)


def _doubt(standing: Standing, weights: PriorityWeights) -> float:
    """Nothing where the model is sure, the whole share where it is as likely as not.

    Where there may be danger it is never so much that a high case is first which has the same
    deadline, or after it the same wait.
    """
    part = (SURE_FROM - standing.certainty) / (SURE_FROM - 0.5)
    share = weights.unsure * min(1.0, max(0.0, part))
    if standing.urgency is Urgency.CRITICAL:
        share = min(share, weights.gap_to_safety(overdue=standing.overdue))
    return round(share, 3)


def _time_reason(standing: Standing, now: dt.datetime, weights: PriorityWeights) -> Reason:
    share = round(weights.per_hour * _hours(now - _counted_from(standing)), 3)
    if standing.overdue:
        return Reason(share=share, text=f"waiting {in_words(now - standing.waiting_since)}")
    left = standing.due_at - now
    if left < dt.timedelta(0):
        return Reason(share=share, text=f"overdue by {in_words(left)}")
    return Reason(share=share, text=f"{in_words(left)} left")


def _hours(duration: dt.timedelta) -> float:
    return duration / dt.timedelta(hours=1)


def in_words(duration: dt.timedelta) -> str:
    """A duration as people say it: 3 d 4 h, 2 h 5 min, 40 min, under a minute."""
    minutes = int(abs(duration).total_seconds() // 60)
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else "under a minute"
