"""The credentials that open the practice network; they are worth nothing anywhere else."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sandbox.people import Person
from sandbox.posts import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class XCredentials:
    """OAuth 1.0a of the brand's account, its OAuth 2 user token, and an app-only bearer."""

    consumer_key: str
    consumer_secret: str
    access_token: str
    access_token_secret: str
    bearer_token: str
    user_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FacebookCredentials:
    """A Page token and the app's secret."""

    page_id: str
    page_token: str
    app_secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsAppCredentials:
    """A number of the Cloud API and its token; deliveries are signed with the app's secret."""

    phone_number_id: str
    business_account_id: str
    access_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Everything that a listener and a responder need."""

    x: XCredentials
    facebook: FacebookCredentials
    whatsapp: WhatsAppCredentials

    def facts(self) -> Json:
        return asdict(self)


def credentials_of(brand: Person) -> Credentials:
    return Credentials(
        x=XCredentials(
            consumer_key=_practice("consumer"),
            consumer_secret=_practice("consumer-secret"),
            access_token=f"{brand.x_id}-{_practice('access')}",
            access_token_secret=_practice("access-secret"),
            bearer_token=_practice("app-bearer"),
            user_token=_practice("user-bearer"),
        ),
        facebook=FacebookCredentials(
            page_id=brand.facebook_id,
            page_token=_practice("page"),
            app_secret=_practice("app"),
        ),
        whatsapp=WhatsAppCredentials(
            phone_number_id=brand.whatsapp_id,
            business_account_id=f"9{brand.whatsapp_id}",
            access_token=_practice("whatsapp"),
        ),
    )


def _practice(what: str) -> str:
    return f"practice-{what}"
