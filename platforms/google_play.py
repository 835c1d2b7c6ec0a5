"""Google Play: the app's settings, and its reviews through Google's own client."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from google.oauth2.service_account import Credentials
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from domain.errors import ConfigurationError, Rejected
from platforms.google import SIGN_IN_HOST, GoogleApi
from platforms.listed import Listed
from platforms.reading import epoch, identifier, items, mapping
from platforms.wire import LastAnswer, Wire

_SCOPE = "https://www.googleapis.com/auth/androidpublisher"
_SECRETS = ("private_key", "private_key_id")


class GooglePlayApp(BaseModel):
    """An app in Google Play, with a service account that may read and answer its reviews."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    package: str = Field(
        description="The app's package name, such as com.yourbrand.app.",
        pattern=r"^[A-Za-z]\w*(\.[A-Za-z]\w*)+$",
    )
    service_account: SecretStr = Field(
        description="What is in the service account's JSON key file; best given as a file "
        "(..._SERVICE_ACCOUNT_FILE)."
    )
    base_url: str = Field(
        default="https://androidpublisher.googleapis.com",
        description="Where the API is asked; only tests change it.",
        pattern=r"^https?://\S+$",
    )
    sign_in_url: str = Field(
        default=f"https://{SIGN_IN_HOST}",
        description="Where tokens are asked for; only tests change it.",
        pattern=r"^https?://\S+$",
    )
    timeout: dt.timedelta = Field(
        default=dt.timedelta(seconds=20), description="How long to wait for an answer."
    )

    @field_validator("service_account")
    @classmethod
    def _is_a_key(cls, key: SecretStr) -> SecretStr:
        try:
            _signer(key)
        except ValueError:  # JSON's too; its words would show the key
            raise ValueError("must be the whole JSON of a service account's key file") from None
        return key

    def secrets(self) -> list[str]:
        """What must never be shown."""
        key = self.service_account.get_secret_value()
        return [key, *(str(json.loads(key)[name]) for name in _SECRETS)]


class GooglePlayClient:
    """One app's calls. Every failure is one of domain.errors; nothing sleeps."""

    def __init__(self, app: GooglePlayApp, *, now: Callable[[], dt.datetime]) -> None:
        self._package = app.package
        self._api = _api(app, now)

    def __repr__(self) -> str:
        return f"GooglePlayClient({self._package})"

    def reviews(self, place: str | None, limit: int) -> Listed:
        """What was written or changed in the last week, with our answers."""
        try:
            body = self._api.ask(
                lambda api: api.reviews().list(
                    packageName=self._package, maxResults=limit, token=place
                )
            )
        except Rejected as error:
            if place:
                raise
            raise ConfigurationError(f"{error} Look at package: {self._package}.") from error
        page = body.get("reviews", [])  # an app without reviews has no list either
        if not isinstance(page, list):
            raise self._api.trouble()
        following = mapping(body.get("tokenPagination")).get("nextPageToken")
        return Listed(items=tuple(page), place=identifier(following))

    def review(self, review_id: str) -> Mapping[str, Any] | None:
        """One review; None where it is gone."""
        try:
            return self._api.ask(
                lambda api: api.reviews().get(packageName=self._package, reviewId=review_id)
            )
        except Rejected:
            return None

    def reply(self, review_id: str, text: str) -> Mapping[str, Any]:
        """Write the answer to a review; it takes the place of a former one."""
        made = self._api.ask(
            lambda api: api.reviews().reply(
                packageName=self._package, reviewId=review_id, body={"replyText": text}
            ),
            writing=True,
        )
        result = mapping(made.get("result"))
        if not result:
            raise self._api.trouble(writing=True)
        return result


@lru_cache(maxsize=64)
def client_of(app: GooglePlayApp, now: Callable[[], dt.datetime]) -> GooglePlayClient:
    """One client for the listener and the responder of an app: a token lasts an hour."""
    return GooglePlayClient(app, now=now)


def part_of(review: Mapping[str, Any], side: str) -> Mapping[str, Any]:
    """A review's `userComment` or `developerComment`; empty where it has none."""
    found = (mapping(mapping(one).get(side)) for one in items(review.get("comments")))
    return next((one for one in found if one), {})


def time_in(comment: Mapping[str, Any], key: str = "lastModified") -> dt.datetime | None:
    """When it was written or changed last; Google tells no other time."""
    return epoch(mapping(comment.get(key)).get("seconds"))


def address(package: str, review_id: str) -> str:
    """Where a review stands in public."""
    page = f"https://play.google.com/store/apps/details?id={package}"
    return f"{page}&reviewId={quote(review_id, '')}"


def _signer(key: SecretStr) -> Any:
    told = json.loads(key.get_secret_value())
    if not isinstance(told, dict):
        raise ValueError("no JSON object")
    made = told | {"token_uri": f"https://{SIGN_IN_HOST}/token"}
    return Credentials.from_service_account_info(made, scopes=[_SCOPE])  # type: ignore[no-untyped-call]


def _api(app: GooglePlayApp, now: Callable[[], dt.datetime]) -> GoogleApi:
    last = LastAnswer()
    return GoogleApi(
        network="Google Play",
        name="androidpublisher",
        version="v3",
        wire=Wire(app.base_url, app.timeout, last, hosts={SIGN_IN_HOST: app.sign_in_url}),
        last=last,
        signer=_signer(app.service_account),
        secrets=app.secrets,
        now=now,
    )
