"""What is promised: targets by metric, urgency, platform and customer tier."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from domain.classification import Urgency
from domain.sla_calendar import ALWAYS, Calendar


class SlaMetric(StrEnum):
    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"


BASIC = "basic"
"""The name of what holds where no rule does."""

_DEFAULT_TARGETS: Mapping[Urgency, dt.timedelta] = MappingProxyType(
    {
        Urgency.CRITICAL: dt.timedelta(hours=1),
        Urgency.HIGH: dt.timedelta(hours=4),
        Urgency.NORMAL: dt.timedelta(hours=24),
    }
)
_NO_TARGETS: Mapping[Urgency, dt.timedelta] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one request is measured by: which policy, how long, in which time."""

    policy: str
    target: dt.timedelta
    calendar: Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaRule:
    """Other targets for some requests; an empty matcher matches all.

    A metric without a target here has the basic one.
    """

    name: str
    platforms: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    urgencies: frozenset[Urgency] = frozenset()
    targets: Mapping[SlaMetric, dt.timedelta] = field(default_factory=dict)
    around_the_clock: bool = False

    def matches(self, platform: str | None, tier: str | None, urgency: Urgency) -> bool:
        return (
            (not self.platforms or platform in self.platforms)
            and (not self.tiers or tier in self.tiers)
            and (not self.urgencies or urgency in self.urgencies)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaPolicy:
    """How soon the brand wants to answer and to settle; the first rule that matches wins.

    `platform` and `tier` are those of the case that it faces. Without a calendar, time runs day
    and night. Where `snooze_pauses` is not set, a snoozed case's deadline runs on.
    """

    targets: Mapping[Urgency, dt.timedelta] = field(default_factory=lambda: _DEFAULT_TARGETS)
    resolution: Mapping[Urgency, dt.timedelta] = field(default_factory=lambda: _NO_TARGETS)
    rules: tuple[SlaRule, ...] = ()
    calendar: Calendar = ALWAYS
    at_risk_at: float = 0.75
    snooze_pauses: bool = False
    platform: str | None = None
    tier: str | None = None

    def facing(self, *, platform: str | None, tier: str | None) -> SlaPolicy:
        """The same policy, towards one case."""
        return replace(self, platform=platform, tier=tier)

    def terms(self, metric: SlaMetric, urgency: Urgency) -> Terms | None:
        """What a request is measured by; None where nothing is promised."""
        if urgency is Urgency.NONE:
            return None
        basic = self.resolution if metric is SlaMetric.RESOLUTION else self.targets
        rule = next((r for r in self.rules if r.matches(self.platform, self.tier, urgency)), None)
        target = (rule.targets.get(metric) if rule else None) or basic.get(urgency)
        if target is None:
            return None
        calendar = ALWAYS if rule and rule.around_the_clock else self.calendar
        return Terms(policy=rule.name if rule else BASIC, target=target, calendar=calendar)

    def due_at(
        self,
        urgency: Urgency,
        waiting_since: dt.datetime,
        metric: SlaMetric = SlaMetric.FIRST_RESPONSE,
    ) -> dt.datetime | None:
        """When the answer is due; None where none is owed."""
        terms = self.terms(metric, urgency)
        return None if terms is None else terms.calendar.add(waiting_since, terms.target)
