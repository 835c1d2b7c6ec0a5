"""Which channels the brand wants for which cases: [[routes]]."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from domain.classification import Sentiment, Topic, Urgency
from domain.route import Matcher, Rule
from listenpost.settings.section import Section

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
_AS_ABOVE = "left out: as the rule above."


class RouteRuleSettings(Section):
    """One rule of the tree; what it does not name it does not ask for."""

    name: str = Field(min_length=1, max_length=40, description="How explanations call it.")
    topics: tuple[Topic, ...] = Field(default=(), description="Any of these topics.")
    languages: tuple[Language, ...] = Field(default=(), description="Any of these (de, pt).")
    platforms: tuple[str, ...] = Field(default=(), description="Any of these networks.")
    urgencies: tuple[Urgency, ...] = Field(default=(), description="critical, high, normal.")
    sentiments: tuple[Sentiment, ...] = Field(
        default=(), description="negative, neutral, positive."
    )
    tiers: tuple[str, ...] = Field(default=(), description="Customers of any of these tiers.")
    private: bool | None = Field(
        default=None, description="Only what needs account data, or only what does not."
    )
    incident: bool | None = Field(
        default=None, description="Only cases of an incident, or only others."
    )
    prefer: tuple[str, ...] | None = Field(
        default=None,
        description="Channels, or kinds of channel, that come first where they are not much worse; "
        + _AS_ABOVE,
    )
    only: tuple[str, ...] | None = Field(
        default=None, description="No other channels than these; " + _AS_ABOVE
    )
    never: tuple[str, ...] | None = Field(
        default=None, description="Channels that are not offered; " + _AS_ABOVE
    )
    routes: tuple[RouteRuleSettings, ...] = Field(
        default=(),
        description="[[routes.routes]]: rules below this one; the first that matches wins.",
    )

    def rule(self) -> Rule:
        """The rule as the domain knows it, with those below it."""
        return Rule(
            name=self.name,
            matcher=self._matcher(),
            prefer=self.prefer,
            only=self.only,
            never=self.never,
            children=tuple(child.rule() for child in self.routes),
        )

    def _matcher(self) -> Matcher:
        return Matcher(
            topics=frozenset(topic.value for topic in self.topics),
            languages=frozenset(self.languages),
            platforms=frozenset(self.platforms),
            urgencies=frozenset(urgency.value for urgency in self.urgencies),
            sentiments=frozenset(sentiment.value for sentiment in self.sentiments),
            tiers=frozenset(self.tiers),
            private=_yes_or_no(self.private),
            incident=_yes_or_no(self.incident),
        )


def _yes_or_no(wanted: bool | None) -> frozenset[str]:
    return frozenset() if wanted is None else frozenset({"yes" if wanted else "no"})
