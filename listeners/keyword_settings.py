"""What every listener for keywords can be told: a rule as settings."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from domain.keywords import KeywordRule
from domain.mention import IncomingMention
from listeners.page import Found


class KeywordSettings(BaseModel):
    """Which of the posts found are ours."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    include: tuple[str, ...] = Field(
        min_length=1,
        description="Words or phrases, one of which a post must have; kestrel* finds kestrelia.",
    )
    exclude: tuple[str, ...] = Field(default=(), description="Words that a post must not have.")
    languages: tuple[str, ...] = Field(
        default=(), description="Codes such as de; none means all. Posts without one pass."
    )

    def rule(self) -> KeywordRule:
        return KeywordRule(include=self.include, exclude=self.exclude, languages=self.languages)


def matching(found: Found, rule: KeywordRule) -> Found | None:
    """What was found, if it is ours: named by the rule, or not readable."""
    if isinstance(found, IncomingMention) and rule.match(found.text, found.language) is None:
        return None
    return found
