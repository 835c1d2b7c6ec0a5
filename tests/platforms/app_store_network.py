"""The App Store as the contracts see it: a small server of ours after Apple's documentation.

`make test-networks` compares all that it is asked and answers with Apple's own description.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from domain.mention import APP_STORE
from domain.reply import ReplyTarget
from listeners.app_store_reviews import AppStoreReviewsListener, AppStoreReviewsSettings
from listeners.base import Listener
from platforms.app_store import AppStoreApp
from responder.app_store import AppStoreResponder
from responder.base import Responder
from tests.platforms.practice import Stage
from tests.platforms.store_network import Store, Written, as_text
from tests.platforms.trouble import Trouble, spoilt

KEY_ID = "2X9R4HXF34"
ISSUER = "57246542-96fe-1a63-e053-0824d011072a"
_numbers = count(1_234_500_001)


class AppStoreNetwork(Store):
    """One app."""

    @property
    def secrets(self) -> list[str]:
        return [key_pair()[0], key_pair()[0].splitlines()[1]]

    def account(self, **more: Any) -> AppStoreApp:
        given: dict[str, Any] = {"base_url": self.url, "app_id": str(self.number)}
        given |= {"key_id": KEY_ID, "issuer_id": ISSUER, "private_key": key_pair()[0]}
        return AppStoreApp.model_validate(given | {"timeout": self.patience} | more)

    def listener(self, **settings: Any) -> Listener:
        given = {"page_size": 10, "overlap": 1200} | settings
        made = AppStoreReviewsSettings.model_validate(given)
        return AppStoreReviewsListener(self.account(), made, now=self.now)

    def responder(self, **account: Any) -> Responder:
        return AppStoreResponder(self.account(**account), now=self.now)

    def target(self, text: str = "My parcel is lost!") -> ReplyTarget:
        return self.to(APP_STORE, self.publish(text))

    # The server

    def serve(self) -> Trouble:
        routes = [
            Route("/v1/apps/{app}/customerReviews", self._list),
            Route("/v1/customerReviews/{review}/response", self._get),
            Route("/v1/customerReviewResponses", self._create, methods=["POST"]),
        ]
        return Trouble(
            app=Starlette(routes=routes),
            limit=self._limit,
            spoil=self._spoil,
            expired=lambda: problem(401, "NOT_AUTHORIZED"),
            status=lambda status: problem(status, "UNEXPECTED_ERROR"),
        )

    def _refused(self, request: Request) -> Response | None:
        """As Apple looks at a token: whose, for whom, and that it lives 20 minutes at most."""
        token = request.headers["Authorization"].removeprefix("Bearer ")
        try:
            claims = jwt.decode(
                token,
                key_pair()[1],
                algorithms=["ES256"],
                audience="appstoreconnect-v1",
                issuer=ISSUER,
                options={"verify_exp": False, "verify_iat": False},
            )
        except jwt.PyJWTError:
            return problem(401, "NOT_AUTHORIZED")
        known = jwt.get_unverified_header(token)["kid"] == KEY_ID
        lives = 0 < claims["exp"] - self.hands() <= 1200
        return None if known and lives else problem(401, "NOT_AUTHORIZED")

    async def _list(self, request: Request) -> Response:
        if refused := self._refused(request):
            return refused
        asked = request.query_params
        if request.path_params["app"] != str(self.number):
            return problem(404, "NOT_FOUND")
        begin, limit, there = int(asked.get("cursor", "0")), int(asked["limit"]), self.seen()
        page = there[begin : begin + limit]
        body: dict[str, Any] = {"data": [self._review(*one) for one in page]}
        body["links"] = {"self": str(request.url)}
        body["included"] = [self._response(*one) for one in page if one[1].answer is not None]
        if begin + limit < len(there):
            body["links"]["next"] = str(request.url.include_query_params(cursor=begin + limit))
        return JSONResponse(body)

    async def _get(self, request: Request) -> Response:
        if refused := self._refused(request):
            return refused
        name = request.path_params["review"]
        written = self.reviews.get(name)
        if written is None or written.answer is None:
            return problem(404, "NOT_FOUND")
        return self._answered(request, name)

    async def _create(self, request: Request) -> Response:
        if refused := self._refused(request):
            return refused
        data = (await request.json())["data"]
        name, text = (
            data["relationships"]["review"]["data"]["id"],
            data["attributes"]["responseBody"],
        )
        if name not in self.reviews or len(text) > 5970:
            return problem(409, "ENTITY_ERROR.ATTRIBUTE.INVALID")
        self.answer(name, text)
        return self._answered(request, name, 201)

    def _answered(self, request: Request, name: str, status: int = 200) -> Response:
        links = {"self": str(request.url)}
        body = {"data": self._response(name, self.reviews[name]), "links": links}
        return JSONResponse(body, status)

    def _review(self, name: str, one: Written) -> dict[str, Any]:
        told = {"rating": one.stars, "title": one.title, "body": one.text, "territory": "DEU"}
        told |= {"reviewerNickname": "Anna", "createdDate": _iso(one.at)}
        answer = {"type": "customerReviewResponses", "id": f"response-{name}"}
        related = {"response": {"data": answer} if one.answer is not None else {}}
        made = {"type": "customerReviews", "id": name, "attributes": told}
        return made | {"relationships": related}

    def _response(self, name: str, one: Written) -> dict[str, Any]:
        told = {"responseBody": one.answer, "lastModifiedDate": _iso(one.answered_at)}
        made = {"type": "customerReviewResponses", "id": f"response-{name}"}
        return made | {"attributes": told | {"state": "PENDING_PUBLISH"}}

    def _limit(self, seconds: float | None) -> Response:
        headers = {"Retry-After": str(int(seconds))} if seconds else {}
        return problem(429, "RATE_LIMIT_EXCEEDED", headers)

    def _spoil(self, body: Any, effects: Collection[str]) -> Any:
        if not isinstance(body["data"], list):
            return body
        return body | {"data": spoilt(body["data"], effects, _broken)}


def problem(status: int, code: str, headers: dict[str, str] | None = None) -> Response:
    told = {"status": str(status), "code": code, "title": "No.", "detail": "told to fail"}
    return JSONResponse({"errors": [told]}, status, headers)


def _broken(good: Any) -> list[Any]:
    """Without an id, without a time, without words, without anything."""
    told = good["attributes"]
    return [
        good | {"id": None},
        good | {"id": "b1", "attributes": told | {"createdDate": "yesterday"}},
        good | {"id": "b2", "attributes": told | {"body": 7}},
        good | {"id": "b3", "attributes": None},
    ]


def _iso(at: float) -> str:
    """With the offset of California, as Apple tells times."""
    zone = dt.timezone(dt.timedelta(hours=-7))
    return dt.datetime.fromtimestamp(int(at), zone).isoformat()


@cache
def key_pair() -> tuple[str, str]:
    """A private key as in a .p8 file, and its public side."""
    made = ec.generate_private_key(ec.SECP256R1())
    return as_text(made)


@contextmanager
def app_store_on(stage: Stage) -> Iterator[AppStoreNetwork]:
    network = AppStoreNetwork(url=stage.url, number=next(_numbers))
    network.trouble.append(network.serve())
    stage.app = network.trouble[0]
    yield network
