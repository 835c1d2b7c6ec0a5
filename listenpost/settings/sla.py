"""How soon an answer is due."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from domain.classification import Urgency
from domain.sla import SlaPolicy
from listenpost.settings.section import Section


class SlaSettings(Section):
    critical: dt.timedelta = Field(
        default=dt.timedelta(hours=1), gt=dt.timedelta(0), description="First answer due."
    )
    high: dt.timedelta = Field(
        default=dt.timedelta(hours=4), gt=dt.timedelta(0), description="First answer due."
    )
    normal: dt.timedelta = Field(
        default=dt.timedelta(hours=24), gt=dt.timedelta(0), description="First answer due."
    )
    at_risk_at: float = Field(
        default=0.75, gt=0, lt=1, description="Share of the time after which a case is at risk."
    )

    def policy(self) -> SlaPolicy:
        """The policy as the domain knows it."""
        targets = {
            Urgency.CRITICAL: self.critical,
            Urgency.HIGH: self.high,
            Urgency.NORMAL: self.normal,
        }
        return SlaPolicy(targets=targets, at_risk_at=self.at_risk_at)
