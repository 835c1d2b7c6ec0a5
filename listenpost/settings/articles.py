"""Help articles: when one is too old to be offered, and to whom."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from domain.article import ArticleRules
from listenpost.settings.section import Section

_KNOWN = ArticleRules()


class ArticleSettings(Section):
    stale_days: int = Field(
        default=_KNOWN.stale_after.days,
        ge=1,
        description="An article whose words have not changed for so many days is not offered.",
    )
    offered_across: list[str] = Field(
        default=sorted(_KNOWN.across),
        description="Languages in which an article may be offered, marked as such, to a customer "
        "who writes another one.",
    )
    least_score: float = Field(
        default=_KNOWN.least,
        description="Below this score nothing is offered in a case; a higher one offers less "
        "often, and what it offers is right more often.",
    )
    recheck_every: dt.timedelta = Field(
        default=_KNOWN.recheck_every,
        ge=dt.timedelta(0),
        description="How often each article's address is looked at, to see whether it is there and "
        "as it was; 0: never.",
    )

    internal_hosts: list[str] = Field(
        default=[],
        description="Help centres inside your own network that may be read; no other address there "
        "is ever asked.",
    )

    def rules(self) -> ArticleRules:
        """The rules as the domain knows them."""
        return ArticleRules(
            stale_after=dt.timedelta(days=self.stale_days),
            recheck_every=self.recheck_every,
            across=frozenset(self.offered_across),
            least=self.least_score,
            internal_hosts=tuple(self.internal_hosts),
        )
