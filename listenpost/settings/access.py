"""Who may sign in, and how."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from domain import password
from domain.access import AccessRules
from listenpost.settings.oidc import OidcSettings
from listenpost.settings.section import Section


class AccessSettings(Section):
    shortest_password: int = Field(
        default=password.SHORTEST,
        ge=8,
        le=64,
        description="Least characters of a new password; NIST asks for 15 where there is no second "
        "factor. There are no rules on capitals, digits or signs.",
    )
    one_time_password_hours: float = Field(
        default=72,
        gt=0,
        description="How long the password is good that an admin makes for somebody; it opens "
        "nothing but the page on which it is changed.",
    )

    oidc: OidcSettings | None = Field(
        default=None, description="[access.oidc]: single sign-on; local accounts stay."
    )

    def rules(self) -> AccessRules:
        """The rules as the domain knows them."""
        return AccessRules(
            shortest_password=self.shortest_password,
            one_time_lasts=dt.timedelta(hours=self.one_time_password_hours),
            provider=self.oidc.rules() if self.oidc else None,
        )
