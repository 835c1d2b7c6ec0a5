"""Where Meta delivers what happens on a page or a number, and whom we tell of our cases."""

from __future__ import annotations

from typing import Self

from pydantic import Field, SecretStr, model_validator

from domain.standard_webhook import EVENT_NAMES, Endpoint, key_of
from listenpost.settings.section import Section

HOW_TO_MAKE = "echo whsec_$(openssl rand -base64 32)"


class OutgoingWebhook(Section):
    """One system that is told."""

    name: str = Field(pattern=r"^[\w-]{1,32}$", description="How lists and logs call it.")
    url: str = Field(pattern=r"^https?://\S+$", description="Where it is told, by https.")
    secret: SecretStr = Field(
        description="whsec_ and 24 to 64 bytes in base64; several, with a space between, while one "
        "is being changed."
    )
    events: tuple[str, ...] = Field(
        default=EVENT_NAMES, description=f"Any of {', '.join(EVENT_NAMES)}; all if left out."
    )
    private: bool = Field(
        default=False,
        description="Allow an address that is not public (localhost, 10.0.0.0/8), and plain http.",
    )

    @model_validator(mode="after")
    def _sound(self) -> Self:
        unknown = sorted(set(self.events) - set(EVENT_NAMES))
        if unknown:
            raise ValueError(f"there is no event {unknown[0]}: {', '.join(EVENT_NAMES)}")
        if self.url.startswith("http:") and not self.private:
            raise ValueError("url must begin with https://, unless private = true")
        for one in self.secrets() or ("",):
            try:
                key_of(one)
            except ValueError as error:
                raise ValueError(f"secret: {error}. Make one: {HOW_TO_MAKE}") from error
        return self

    def secrets(self) -> tuple[str, ...]:
        """Those that sign."""
        return tuple(self.secret.get_secret_value().split())

    def endpoint(self) -> Endpoint:
        """The endpoint as the domain knows it."""
        return Endpoint(
            name=self.name,
            url=self.url,
            secrets=self.secrets(),
            events=frozenset(self.events),
            private=self.private,
        )


class WebhookSettings(Section):
    app_secret: SecretStr | None = Field(
        default=None,
        description="The Meta app's secret, with which each delivery is signed; several, with "
        "spaces between, for several apps or while one is changed. Left out, there is no "
        "/hooks/meta (docs/webhooks.md).",
    )
    verify_token: SecretStr | None = Field(
        default=None,
        description="The word that you enter beside the address in the app's dashboard; Meta "
        "says it once, to see that the address is yours.",
    )
    host: str = Field(
        default="127.0.0.1", description="Address of `listenpost webhooks`, which serves no pages."
    )
    port: int = Field(
        default=8502, ge=0, le=65535, description="Port of `listenpost webhooks`; it must be free."
    )

    out: tuple[OutgoingWebhook, ...] = Field(
        default=(),
        description="[[webhooks.out]]: systems that are told what happens to cases, signed as "
        "Standard Webhooks are (docs/webhooks.md).",
    )

    @model_validator(mode="after")
    def _one_of_a_name(self) -> Self:
        names = [one.name for one in self.out]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ValueError(f"out: two systems are called {twice}; names must differ")
        return self

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Who is told."""
        return tuple(one.endpoint() for one in self.out)

    def secrets(self) -> tuple[str, ...]:
        """Every secret that may have signed a delivery."""
        given = self.app_secret.get_secret_value() if self.app_secret else ""
        return tuple(given.split())

    def token(self) -> str | None:
        """The word of the handshake, if one is set."""
        return self.verify_token.get_secret_value() if self.verify_token else None
