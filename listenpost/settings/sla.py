"""How soon an answer is due, and a matter settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from pydantic import Field

from domain.classification import Urgency
from domain.sla_calendar import ALWAYS, Calendar
from domain.sla_policy import SlaMetric, SlaPolicy, SlaRule
from listenpost.settings.section import Section

_NONE = dt.timedelta(0)


class SlaRuleSettings(Section):
    """Other targets for some requests."""

    name: str = Field(min_length=1, max_length=60, description="How explanations call it.")
    platforms: tuple[str, ...] = Field(
        default=(), description="Only on these platforms, such as x; all where none is given."
    )
    tiers: tuple[str, ...] = Field(
        default=(), description="Only for customers of these tiers; all where none is given."
    )
    urgencies: tuple[Urgency, ...] = Field(
        default=(), description="Only for critical, high or normal; all where none is given."
    )
    first_response: dt.timedelta = Field(
        default=_NONE, ge=_NONE, description="First answer due; 0: as in [sla]."
    )
    next_response: dt.timedelta = Field(
        default=_NONE, ge=_NONE, description="Each later answer due; 0: as in [sla]."
    )
    resolution: dt.timedelta = Field(
        default=_NONE, ge=_NONE, description="Matter settled; 0: as in [sla]."
    )
    around_the_clock: bool = Field(
        default=False, description="Whether time runs outside business hours too."
    )

    def rule(self) -> SlaRule:
        """The rule as the domain knows it."""
        targets = {
            SlaMetric.FIRST_RESPONSE: self.first_response,
            SlaMetric.NEXT_RESPONSE: self.next_response,
            SlaMetric.RESOLUTION: self.resolution,
        }
        return SlaRule(
            name=self.name,
            platforms=frozenset(self.platforms),
            tiers=frozenset(self.tiers),
            urgencies=frozenset(self.urgencies),
            targets={metric: target for metric, target in targets.items() if target},
            around_the_clock=self.around_the_clock,
        )


class SlaSettings(Section):
    critical: dt.timedelta = Field(
        default=dt.timedelta(hours=1), gt=_NONE, description="Answer due."
    )
    high: dt.timedelta = Field(default=dt.timedelta(hours=4), gt=_NONE, description="Answer due.")
    normal: dt.timedelta = Field(
        default=dt.timedelta(hours=24), gt=_NONE, description="Answer due."
    )
    resolve_critical: dt.timedelta = Field(
        default=dt.timedelta(hours=8), ge=_NONE, description="Matter settled; 0: no deadline."
    )
    resolve_high: dt.timedelta = Field(
        default=dt.timedelta(hours=24), ge=_NONE, description="Matter settled; 0: no deadline."
    )
    resolve_normal: dt.timedelta = Field(
        default=dt.timedelta(hours=72), ge=_NONE, description="Matter settled; 0: no deadline."
    )
    at_risk_at: float = Field(
        default=0.75, gt=0, lt=1, description="Share of the time after which a case is at risk."
    )
    snooze_pauses: bool = Field(
        default=False,
        description="Whether deadlines stand still while a case is snoozed; by default they run "
        "on, for the customer waits all the same.",
    )
    policies: tuple[SlaRuleSettings, ...] = Field(
        default=(),
        description="[[sla.policies]]: other targets for some requests; the first that matches "
        "wins.",
    )

    def policy(self, calendar: Calendar = ALWAYS) -> SlaPolicy:
        """The policy as the domain knows it."""
        targets = {
            Urgency.CRITICAL: self.critical,
            Urgency.HIGH: self.high,
            Urgency.NORMAL: self.normal,
        }
        return SlaPolicy(
            targets=targets,
            resolution=self._resolution(),
            rules=tuple(one.rule() for one in self.policies),
            calendar=calendar,
            at_risk_at=self.at_risk_at,
            snooze_pauses=self.snooze_pauses,
        )

    def _resolution(self) -> Mapping[Urgency, dt.timedelta]:
        found = {
            Urgency.CRITICAL: self.resolve_critical,
            Urgency.HIGH: self.resolve_high,
            Urgency.NORMAL: self.resolve_normal,
        }
        return {urgency: target for urgency, target in found.items() if target}
