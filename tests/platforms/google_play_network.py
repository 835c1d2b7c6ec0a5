"""Google Play as the contracts see it: a small server of ours, judged by Google's own description.

Each request's parameters and body, and each answer's body, are compared with androidpublisher.v3,
which comes with Google's client. What is older than a week is not listed, as Google says.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.mention import GOOGLE_PLAY
from domain.reply import ReplyTarget
from listeners.base import Listener
from listeners.google_play_reviews import GooglePlayReviewsListener, GooglePlayReviewsSettings
from platforms.google_play import GooglePlayApp
from responder.base import Responder
from responder.google_play import GooglePlayResponder
from sandbox.ascii_json import AsciiJson
from tests.platforms.google_schema import faults, unknown_parameters
from tests.platforms.practice import Stage
from tests.platforms.store_network import Store, Written, as_text
from tests.platforms.trouble import Trouble, spoilt

API = "androidpublisher.v3"
WEEK = 7 * 86_400
TOKEN = "ya29.token-of-an-hour"
SIGN_IN = "/token"
ROBOT = "robot@project.iam.gserviceaccount.com"
_numbers = count(1)


class GooglePlayNetwork(Store):
    """One app; a token of its service account."""

    @property
    def package(self) -> str:
        return f"com.kestrelia.app{self.number}"

    @property
    def secrets(self) -> list[str]:
        return [TOKEN, key_pair()[0], key_pair()[0].splitlines()[1], "id-of-the-key"]

    def account(self, **more: Any) -> GooglePlayApp:
        key = {"type": "service_account", "client_email": ROBOT, "private_key": key_pair()[0]}
        key |= {"private_key_id": "id-of-the-key", "token_uri": "https://elsewhere.example/token"}
        given: dict[str, Any] = {"package": self.package, "service_account": json.dumps(key)}
        given |= {"base_url": self.url, "sign_in_url": self.url, "timeout": self.patience}
        return _account(json.dumps(given | more))

    def listener(self, **settings: Any) -> Listener:
        made = GooglePlayReviewsSettings.model_validate({"page_size": 10} | settings)
        return GooglePlayReviewsListener(self.account(), made, now=self.now)

    def responder(self, **account: Any) -> Responder:
        return GooglePlayResponder(self.account(**account), now=self.now)

    def target(self, text: str = "My parcel is lost!") -> ReplyTarget:
        return self.to(GOOGLE_PLAY, self.publish(text))

    # The server

    def serve(self) -> Trouble:
        reviews = f"/androidpublisher/v3/applications/{self.package}/reviews"
        routes = [
            Route(SIGN_IN, self._sign_in, methods=["POST"]),
            Route(reviews, self._list),
            Route(f"{reviews}/{{review}}:reply", self._reply, methods=["POST"]),
            Route(f"{reviews}/{{review}}", self._get),
            Route("/{rest:path}", lambda _: problem(404, "NOT_FOUND")),
        ]
        return Trouble(
            app=Starlette(routes=routes),
            limit=self._limit,
            spoil=self._spoil,
            expired=lambda: problem(401, "UNAUTHENTICATED"),
            status=lambda status: problem(status, "UNAVAILABLE"),
            spared=SIGN_IN,
        )

    async def _sign_in(self, request: Request) -> Response:
        signed = dict(await request.form())["assertion"]
        audience = "https://oauth2.googleapis.com/token"
        claims = jwt.decode(str(signed), key_pair()[1], algorithms=["RS256"], audience=audience)
        assert claims["iss"] == ROBOT
        assert claims["scope"] == "https://www.googleapis.com/auth/androidpublisher"
        return AsciiJson({"access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer"})

    async def _list(self, request: Request) -> Response:
        asked = request.query_params
        self._judge_request("list", asked)
        begin, limit = int(asked.get("token", "0")), int(asked["maxResults"])
        there = [one for one in self.seen() if one[1].visible > self.hands() - WEEK]
        body: dict[str, Any] = {}
        if page := there[begin : begin + limit]:
            body["reviews"] = [self._review(*one) for one in page]
        if begin + limit < len(there):
            body["tokenPagination"] = {"nextPageToken": str(begin + limit)}
        return self._answer("ReviewsListResponse", body)

    async def _get(self, request: Request) -> Response:
        self._judge_request("get", request.query_params)
        name = request.path_params["review"]
        if name not in self.reviews:
            return problem(404, "NOT_FOUND")
        return self._answer("Review", self._review(name, self.reviews[name]))

    async def _reply(self, request: Request) -> Response:
        self._judge_request("reply", request.query_params)
        body, name = await request.json(), request.path_params["review"]
        assert not (found := faults(API, "ReviewsReplyRequest", body)), found
        if name not in self.reviews:
            return problem(404, "NOT_FOUND")
        if len(body["replyText"]) > 350:
            return problem(400, "INVALID_ARGUMENT")
        self.answer(name, body["replyText"])
        result = {"replyText": body["replyText"], "lastEdited": _time(self.hands())}
        return self._answer("ReviewsReplyResponse", {"result": result})

    def _review(self, name: str, one: Written) -> dict[str, Any]:
        words = f"{one.title}\t{one.text}" if one.title else one.text
        theirs: dict[str, Any] = {"text": words, "lastModified": _time(one.at)}
        theirs |= {"starRating": one.stars, "reviewerLanguage": "en", "device": "oriole"}
        comments = [{"userComment": theirs}]
        if one.answer is not None:
            ours = {"text": one.answer, "lastModified": _time(one.answered_at)}
            comments.append({"developerComment": ours})
        return {"reviewId": name, "authorName": "Anna", "comments": comments}

    def _judge_request(self, method: str, given: Any) -> None:
        assert not (found := unknown_parameters(API, "reviews", method, given)), found

    def _answer(self, schema: str, body: dict[str, Any]) -> Response:
        assert not (found := faults(API, schema, body)), found
        return AsciiJson(body)

    def _limit(self, seconds: float | None) -> Response:
        headers = {"Retry-After": str(int(seconds))} if seconds else {}
        return problem(429, "RATE_LIMIT_EXCEEDED", headers)

    def _spoil(self, body: Any, effects: Collection[str]) -> Any:
        if "reviews" not in body:
            return body
        return body | {"reviews": spoilt(body["reviews"], effects, _broken)}


def problem(status: int, reason: str, headers: dict[str, str] | None = None) -> Response:
    kind = "type.googleapis.com/google.rpc.ErrorInfo"
    error = {"code": status, "message": "told to fail", "status": reason}
    details = [{"@type": kind, "reason": reason, "domain": "googleapis.com"}]
    return AsciiJson({"error": error | {"details": details}}, status, headers)


def _broken(good: Any) -> list[Any]:
    """Without an id, without a comment, without a time, with rubbish for words."""
    theirs = good["comments"][0]["userComment"]
    return [
        good | {"reviewId": None},
        good | {"reviewId": "b1", "comments": []},
        good | {"reviewId": "b2", "comments": [{"userComment": theirs | {"lastModified": 7}}]},
        good | {"reviewId": "b3", "comments": [{"userComment": theirs | {"text": 7}}]},
    ]


def _time(at: float) -> dict[str, Any]:
    return {"seconds": str(int(at)), "nanos": 0}


@cache
def _account(given: str) -> GooglePlayApp:
    """Looking at an RSA key takes a while; the same account is the same."""
    return GooglePlayApp.model_validate_json(given)


@cache
def key_pair() -> tuple[str, str]:
    """A service account's private key, and its public side."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return as_text(made)


@contextmanager
def google_play_on(stage: Stage) -> Iterator[GooglePlayNetwork]:
    network = GooglePlayNetwork(url=stage.url, number=next(_numbers))
    network.trouble.append(network.serve())
    stage.app = network.trouble[0]
    yield network
