"""Whether customers are asked how it was."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from domain.survey import SurveyRules
from listenpost.settings.section import Section


class SurveySettings(Section):
    enabled: bool = Field(
        default=False,
        description="Whether each customer is asked once, after a case was resolved, to answer "
        "with a number from 1 to 5.",
    )
    after: dt.timedelta = Field(
        default=dt.timedelta(hours=1), ge=dt.timedelta(0), description="How long after the end."
    )
    not_after: dt.timedelta = Field(
        default=dt.timedelta(days=1),
        gt=dt.timedelta(0),
        description="Cases that ended longer ago are not asked about.",
    )

    def rules(self) -> SurveyRules:
        """The rules as the domain knows them."""
        return SurveyRules(enabled=self.enabled, after=self.after, not_after=self.not_after)
