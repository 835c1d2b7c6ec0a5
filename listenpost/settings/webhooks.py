"""Where Meta delivers what happens on a page, an Instagram account or a WhatsApp number."""

from __future__ import annotations

from pydantic import Field, SecretStr

from listenpost.settings.section import Section


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

    def secrets(self) -> tuple[str, ...]:
        """Every secret that may have signed a delivery."""
        given = self.app_secret.get_secret_value() if self.app_secret else ""
        return tuple(given.split())

    def token(self) -> str | None:
        """The word of the handshake, if one is set."""
        return self.verify_token.get_secret_value() if self.verify_token else None
