"""Which cases go to which team."""

from __future__ import annotations

from pydantic import Field

from domain.assignment import RoutingRule
from domain.classification import Topic
from listenpost.settings.section import Section


class RouteSettings(Section):
    """One rule; what it leaves out it does not ask for."""

    team: str = Field(min_length=1, max_length=64, description="The team; made if need be.")
    topics: tuple[Topic, ...] = Field(default=(), description="Any of these topics.")
    platforms: tuple[str, ...] = Field(default=(), description="Any of these networks.")
    languages: tuple[str, ...] = Field(default=(), description="Any of these languages (de, pt).")

    def rule(self) -> RoutingRule:
        """The rule as the domain knows it."""
        return RoutingRule(
            team=self.team,
            topics=frozenset(self.topics),
            platforms=frozenset(self.platforms),
            languages=frozenset(self.languages),
        )


class TeamsSettings(Section):
    routing: tuple[RouteSettings, ...] = Field(
        default=(),
        description="[[teams.routing]]: team, and topics, platforms or languages; the first rule "
        "that fits gives a new case to its team.",
    )
