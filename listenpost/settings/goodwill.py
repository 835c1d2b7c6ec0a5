"""Who may be offered a voucher or a senior agent, and how much may be given away."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from domain.classification import Sentiment, Topic, Urgency
from domain.goodwill import Gesture, GoodwillRule, GoodwillRules, Purse
from listenpost.settings.section import Section


class GoodwillRuleSettings(Section):
    """One rule; what it leaves out it does not ask for, and all that it names must fit."""

    name: str = Field(min_length=1, max_length=60, description="How reports call it.")
    gesture: Gesture = Field(default=Gesture.VOUCHER, description="voucher, or senior.")
    amount: Decimal = Field(
        default=Decimal(0), ge=0, le=100_000, decimal_places=2, description="The voucher's worth."
    )
    tiers: tuple[str, ...] = Field(default=(), description="Any of these customers' tiers.")
    topics: tuple[Topic, ...] = Field(default=(), description="Any of these topics.")
    sentiments: tuple[Sentiment, ...] = Field(default=(), description="Any of these moods.")
    urgencies: tuple[Urgency, ...] = Field(default=(), description="Any of these urgencies.")
    ignored_before: int = Field(
        default=0, ge=0, description="Her posts were left unanswered this often before."
    )
    breached: bool = Field(default=False, description="A deadline of this case was missed.")
    followers: int = Field(default=0, ge=0, description="She has so many followers or more.")

    def rule(self) -> GoodwillRule:
        """The rule as the domain knows it."""
        return GoodwillRule(
            name=self.name,
            gesture=self.gesture,
            cents=int(self.amount * 100),
            tiers=frozenset(self.tiers),
            topics=frozenset(self.topics),
            sentiments=frozenset(self.sentiments),
            urgencies=frozenset(self.urgencies),
            ignored_before=self.ignored_before,
            breached=self.breached,
            followers=self.followers,
        )


class GoodwillSettings(Section):
    currency: str = Field(default="EUR", min_length=1, max_length=8, description="Of all sums.")
    per_day: Decimal | None = Field(
        default=None, ge=0, description="Granted at most in a day of the brand's time zone."
    )
    per_month: Decimal | None = Field(default=None, ge=0, description="The same for a month.")
    per_customer: Decimal | None = Field(
        default=None, ge=0, description="Granted at most to one customer, ever."
    )
    own_requests: bool = Field(
        default=False,
        description="Whether a lead may grant what she asked for herself; otherwise another does.",
    )
    rules: tuple[GoodwillRuleSettings, ...] = Field(
        default=(),
        description="[[goodwill.rules]]: what agents may ask a lead for; of each gesture the "
        "first rule that fits (docs/drafts.md).",
    )

    def goodwill(self) -> GoodwillRules:
        """The rules as the domain knows them."""
        limits = (
            (Purse.DAY, self.per_day),
            (Purse.MONTH, self.per_month),
            (Purse.CUSTOMER, self.per_customer),
        )
        return GoodwillRules(
            rules=tuple(rule.rule() for rule in self.rules),
            currency=self.currency,
            own_requests=self.own_requests,
            limits=tuple((purse, int(limit * 100)) for purse, limit in limits if limit is not None),
        )
