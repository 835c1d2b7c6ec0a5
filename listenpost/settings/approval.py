"""Which replies a second person must see, and how long a reply can be taken back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from pydantic import Field

from domain.approval import ApprovalRule
from domain.classification import Topic, Urgency
from domain.reply import ReplyKind
from listenpost.settings.section import Section


class ApprovalRuleSettings(Section):
    """One rule; what it leaves out it does not ask for, and all that it names must fit."""

    name: str = Field(min_length=1, max_length=60, description="How agents are told the reason.")
    topics: tuple[Topic, ...] = Field(default=(), description="Any of these topics.")
    urgencies: tuple[Urgency, ...] = Field(default=(), description="Any of these urgencies.")
    platforms: tuple[str, ...] = Field(default=(), description="Any of these networks.")
    kinds: tuple[ReplyKind, ...] = Field(default=(), description="public, private.")
    words: tuple[str, ...] = Field(
        default=(), description="Any of these stands in the reply or in the customer's post."
    )
    amount_from: Decimal | None = Field(
        default=None, ge=0, description="The reply names a sum of money from this one on."
    )
    new_agent_replies: int = Field(
        default=0, ge=0, description="Its author has sent fewer replies than this."
    )
    new_agent_days: int = Field(
        default=0, ge=0, description="Its author has been here for fewer days than this."
    )
    offers: bool = Field(default=False, description="It holds a voucher.")
    rewritten: bool = Field(default=False, description="A machine has rewritten it.")
    bulk: bool = Field(
        default=False,
        description="For incidents: who approved the statement may not also send it to everybody.",
    )

    def rule(self) -> ApprovalRule:
        """The rule as the domain knows it."""
        return ApprovalRule(
            name=self.name,
            topics=frozenset(self.topics),
            urgencies=frozenset(self.urgencies),
            platforms=frozenset(self.platforms),
            kinds=frozenset(self.kinds),
            words=self.words,
            amount_from=self.amount_from,
            new_agent_replies=self.new_agent_replies,
            new_agent_days=self.new_agent_days,
            offers=self.offers,
            rewritten=self.rewritten,
            bulk=self.bulk,
        )


class ApprovalSettings(Section):
    undo_seconds: float = Field(
        default=5.0,
        ge=0,
        le=300,
        description="Real seconds in which a reply can be taken back before it leaves.",
    )
    rules: tuple[ApprovalRuleSettings, ...] = Field(
        default=(),
        description="[[approval.rules]]: replies that fit one wait for a second person, a lead or "
        "an admin, who is not their author (docs/drafts.md).",
    )

    def undo(self) -> dt.timedelta:
        """How long a reply is held back."""
        return dt.timedelta(seconds=self.undo_seconds)
