"""Single sign-on by an OpenID Connect provider."""

from __future__ import annotations

import datetime as dt
import ipaddress
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from domain.claims import ProviderRules
from domain.role import Role
from listenpost.settings.section import Section


class OidcSettings(Section):
    issuer: str = Field(
        description="The provider, as it calls itself, such as https://login.example.org/realms/care."
    )
    client_id: str = Field(description="What the provider calls Listenpost.")
    client_secret: str | None = Field(
        default=None, repr=False, description="Its secret; left out for a public client."
    )
    scopes: str = Field(default="openid profile email", description="What is asked for.")
    label: str = Field(
        default="single sign-on", max_length=40, description="The button says: Sign in with ..."
    )
    role_claim: str = Field(
        default="groups",
        description="The claim that says what somebody may do; a.b is b inside a, such as "
        "realm_access.roles of Keycloak.",
    )
    roles: dict[Role, list[str]] = Field(
        default_factory=dict,
        description="Which values of the claim give which role, such as {lead = ['care-leads']}; "
        "looked at on every sign-in, the most powerful wins. Left out, admins give roles here.",
    )
    new_people: Role | None = Field(
        default=None,
        description="The role of somebody for whom there is no rule; left out, such people are "
        "kept out.",
    )
    name_claim: str = Field(default="preferred_username", description="The claim with the name.")
    link_by_name: bool = Field(
        default=False,
        description="Gives a local account to whoever the provider calls by the same name; only "
        "where nobody chooses that name freely.",
    )
    sign_out: bool = Field(default=True, description="Signing out here signs out there, too.")
    require_acr: list[str] = Field(
        default_factory=list,
        description="How strongly people must have signed in there: the provider is asked for "
        "these, and its signed answer must name one of them in acr.",
    )
    require_amr: list[str] = Field(
        default_factory=list,
        description="What its signed answer must name in amr, all of them, such as ['mfa'] or "
        "['pwd', 'otp']; a provider that says nothing lets nobody in.",
    )
    max_age_hours: float | None = Field(
        default=None,
        gt=0,
        le=720,
        description="How long ago people may have signed in there: the provider is told, and a "
        "session here ends then, too.",
    )

    @field_validator("issuer")
    @classmethod
    def _is_safe(cls, issuer: str) -> str:
        parts = urlsplit(issuer)
        if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(parts.hostname)):
            raise ValueError("the issuer is an https address")
        return issuer

    @field_validator("scopes")
    @classmethod
    def _asks_who(cls, scopes: str) -> str:
        if "openid" not in scopes.split():
            raise ValueError("openid must be among the scopes")
        return scopes

    def rules(self) -> ProviderRules:
        """The rules as the domain knows them."""
        return ProviderRules(
            label=self.label,
            role_claim=self.role_claim,
            roles={role: frozenset(values) for role, values in self.roles.items()},
            new_people=self.new_people,
            name_claim=self.name_claim,
            link_by_name=self.link_by_name,
            sign_out=self.sign_out,
            acr=tuple(self.require_acr),
            amr=frozenset(self.require_amr),
            max_age=dt.timedelta(hours=self.max_age_hours) if self.max_age_hours else None,
        )

    def asks(self) -> dict[str, str]:
        """What the provider is asked for beside who somebody is."""
        asked = {}
        if self.require_acr:
            asked["acr_values"] = " ".join(self.require_acr)
        if self.max_age_hours:
            asked["max_age"] = str(round(self.max_age_hours * 3600))
        return asked


def _is_here(host: str | None) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
