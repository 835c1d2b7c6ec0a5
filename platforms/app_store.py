"""The App Store: the app's settings, and the calls of App Store Connect that reviews need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from jwt.algorithms import ECAlgorithm
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from domain.errors import ConfigurationError, ListenpostError, Rejected
from platforms.app_store_errors import FOREIGN, translate
from platforms.listed import Listed
from platforms.reading import identifier, items, mapping
from platforms.wire import LastAnswer, Wire, json_of, quiet, redact

_HOST = "https://api.appstoreconnect.apple.com"
_LIFE = dt.timedelta(minutes=15)
"""Apple takes tokens that live up to 20 minutes."""
_RENEWED = dt.timedelta(minutes=5)


class AppStoreApp(BaseModel):
    """An app in the App Store, with a key of App Store Connect."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    app_id: str = Field(description="The app's Apple ID, a number.", pattern=r"^\d+$")
    key_id: str = Field(description="The key's ID (Users and Access, Integrations).")
    issuer_id: str | None = Field(
        default=None, description="The issuer ID of a team key; leave it out for a personal key."
    )
    private_key: SecretStr = Field(
        description="What is in the key's .p8 file; best given as a file (..._PRIVATE_KEY_FILE)."
    )
    base_url: str = Field(
        default=_HOST, description="Where App Store Connect answers.", pattern=r"^https?://\S+$"
    )
    timeout: dt.timedelta = Field(
        default=dt.timedelta(seconds=20), description="How long to wait for an answer."
    )

    @field_validator("private_key")
    @classmethod
    def _is_a_key(cls, key: SecretStr) -> SecretStr:
        try:
            ECAlgorithm(ECAlgorithm.SHA256).prepare_key(key.get_secret_value())
        except (ValueError, jwt.PyJWTError):
            raise ValueError("must be the whole text of the .p8 file") from None
        return key

    def secrets(self) -> list[str]:
        """What must never be shown."""
        return [self.private_key.get_secret_value()]


class AppStoreClient:
    """One app's calls. Every failure is one of domain.errors; nothing sleeps or is repeated."""

    def __init__(self, app: AppStoreApp, *, now: Callable[[], dt.datetime]) -> None:
        quiet("urllib3")
        self._app = app
        self._now = now
        self._last = LastAnswer()
        self._wire = Wire(app.base_url, app.timeout, self._last)
        self._token: tuple[str, dt.datetime] | None = None

    def __repr__(self) -> str:
        return f"AppStoreClient({self._app.app_id} at {self._app.base_url})"

    def reviews(self, place: str | None, limit: int) -> Listed:
        """Reviews with our answers, the newest first: {"review": ..., "response": ...}."""
        asked = {"sort": "-createdDate", "include": "response", "limit": str(limit)}
        asked |= {"cursor": place} if place else {}
        try:
            body = self._call("GET", f"/v1/apps/{self._app.app_id}/customerReviews", params=asked)
        except Rejected as error:
            if place:
                raise
            raise ConfigurationError(f"{error} Look at app_id: {self._app.app_id}.") from error
        page = body.get("data")
        if not isinstance(page, list):
            raise self._trouble(None, writing=False)
        answers = _answers(items(body.get("included")))
        told = tuple({"review": one, "response": _answer_to(one, answers)} for one in page)
        return Listed(items=told, place=_next_place(body) if page else None)

    def response(self, review_id: str) -> Mapping[str, Any] | None:
        """Our answer to a review; None where there is none, or no such review."""
        try:
            body = self._call("GET", f"/v1/customerReviews/{review_id}/response")
        except Rejected:
            return None
        return mapping(body.get("data")) or None

    def respond(self, review_id: str, text: str) -> Mapping[str, Any]:
        """Write the answer to a review; it takes the place of a former one."""
        review = {"data": {"type": "customerReviews", "id": review_id}}
        data = {
            "type": "customerReviewResponses",
            "attributes": {"responseBody": text},
            "relationships": {"review": review},
        }
        path = "/v1/customerReviewResponses"
        made = mapping(self._call("POST", path, writing=True, json={"data": data}).get("data"))
        if identifier(made.get("id")) is None:
            raise self._trouble(None, writing=True)
        return made

    def _call(
        self, verb: str, path: str, *, writing: bool = False, **given: Any
    ) -> Mapping[str, Any]:
        self._last.forget()
        problem: Exception | None = None
        headers = {"Authorization": f"Bearer {self._bearer()}"}
        try:
            self._wire.request(verb, f"{_HOST}{path}", headers=headers, **given)
        except FOREIGN as error:
            problem = error
        response = self._last.response
        body = mapping(json_of(response))
        if response is not None and response.ok and body:
            return body
        raise self._trouble(problem, writing=writing) from problem

    def _bearer(self) -> str:
        """A token of our own making, renewed before it ends."""
        now = self._now()
        if self._token is None or abs(now - self._token[1]) > _LIFE - _RENEWED:
            self._token = (self._signed(now), now)
        return self._token[0]

    def _signed(self, now: dt.datetime) -> str:
        whose = {"iss": self._app.issuer_id} if self._app.issuer_id else {"sub": "user"}
        times = {"iat": int(now.timestamp()), "exp": int((now + _LIFE).timestamp())}
        return jwt.encode(
            {**whose, **times, "aud": "appstoreconnect-v1"},
            self._app.private_key.get_secret_value(),
            algorithm="ES256",
            headers={"kid": self._app.key_id},
        )

    def _trouble(self, problem: Exception | None, *, writing: bool) -> ListenpostError:
        return translate(
            problem,
            self._last.response,
            writing=writing,
            hide=lambda text: redact(text, self._app.secrets()),
            now=self._now(),
        )


def _answers(included: list[Any]) -> dict[str, Mapping[str, Any]]:
    """By their own id, and by that of their review: Apple may name either side only."""
    found: dict[str, Mapping[str, Any]] = {}
    for one in map(mapping, included):
        review = mapping(mapping(mapping(one.get("relationships")).get("review")).get("data"))
        for key in (one.get("id"), review.get("id")):
            if one.get("type") == "customerReviewResponses" and isinstance(key, str):
                found[key] = one
    return found


def _answer_to(review: object, answers: dict[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    one = mapping(review)
    named = mapping(mapping(mapping(one.get("relationships")).get("response")).get("data"))
    return answers.get(str(named.get("id"))) or answers.get(str(one.get("id"))) or {}


def _next_place(body: Mapping[str, Any]) -> str | None:
    link = mapping(body.get("links")).get("next")
    found = parse_qs(urlsplit(link).query).get("cursor", ()) if isinstance(link, str) else ()
    return next(iter(found), None)
