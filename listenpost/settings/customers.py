"""Who is the same person, and what a CRM may tell us."""

from __future__ import annotations

import re

from pydantic import Field, field_validator

from domain.identity import IdentityRules
from domain.retelling import IDENTIFIER
from listenpost.settings.section import Section


class CustomerSettings(Section):
    identifier_pattern: str = Field(
        default=IDENTIFIER,
        description="Regular expression of the brand's own order, ticket and booking numbers; two "
        "accounts that name the same one are suggested as one customer.",
    )
    auto_link_confidence: float | None = Field(
        default=None,
        gt=0,
        le=1,
        description="Accounts are linked without a person from this confidence on, and only by "
        "evidence that nobody can guess; left out, people decide.",
    )

    webhook_secret: str | None = Field(
        default=None,
        min_length=16,
        repr=False,
        description="Lets a CRM send tiers and attributes to /hooks/crm, signed with this secret "
        "(docs/customers.md); left out, there is no such address.",
    )

    @field_validator("identifier_pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"not a regular expression ({error})") from None
        return pattern

    def identity(self) -> IdentityRules:
        """The rules as the domain knows them."""
        return IdentityRules(
            identifier=re.compile(self.identifier_pattern),
            auto_link_confidence=self.auto_link_confidence,
        )
