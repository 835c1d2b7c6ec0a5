"""X's endpoints: path, limits and handler of each, and how a request goes through them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.ascii_json import AsciiJson
from sandbox.limits import Usage
from sandbox.posts import Json
from sandbox.world import World
from sandbox.x import direct, lookup, timeline, writing
from sandbox.x.auth import is_user
from sandbox.x.bill import charge
from sandbox.x.call import Call
from sandbox.x.problems import (
    Problem,
    credits_depleted,
    invalid,
    too_many_requests,
    unsupported_authentication,
)

Handler = Callable[[World, Call], Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Limits are calls a quarter of an hour; `app` None: the app alone may not."""

    name: str
    handle: Handler
    user: int
    app: int | None = None
    status: int = 200

    @property
    def method(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def path(self) -> str:
        words = self.name.partition(" ")[2].split("/")
        return "/".join(f"{{{word[1:]}}}" if word.startswith(":") else word for word in words)


def _endpoint(name: str, handle: Handler, user: int, app: int | None = None) -> Endpoint:
    status = 201 if name.startswith("POST") else 200
    return Endpoint(name=name, handle=handle, user=user, app=app, status=status)


ENDPOINTS = (
    _endpoint("GET /2/users/me", lookup.me, 75),
    _endpoint("GET /2/users", lookup.users, 900, 300),
    _endpoint("GET /2/users/by/username/:username", lookup.user_by_name, 900, 300),
    _endpoint("GET /2/users/:id/mentions", timeline.mentions, 300, 450),
    _endpoint("GET /2/users/:id/tweets", timeline.tweets_of, 900, 1500),
    _endpoint("GET /2/tweets/search/recent", timeline.search, 300, 450),
    _endpoint("GET /2/tweets", lookup.tweets, 5000, 3500),
    _endpoint("GET /2/tweets/:id", lookup.one_tweet, 900, 450),
    _endpoint("POST /2/tweets", writing.create, 100),
    _endpoint("DELETE /2/tweets/:id", writing.delete, 50),
    _endpoint("PUT /2/tweets/:id/hidden", writing.hide, 50),
    _endpoint("GET /2/dm_events", direct.events, 15),
    _endpoint("POST /2/dm_conversations/:dm_conversation_id/messages", direct.send_into, 15),
    _endpoint("POST /2/dm_conversations/with/:participant_id/messages", direct.send, 15),
)


def routes(world: World) -> list[Route]:
    return [
        Route(endpoint.path, partial(_serve, world, endpoint), methods=[endpoint.method])
        for endpoint in ENDPOINTS
    ]


async def _serve(world: World, endpoint: Endpoint, request: Request) -> Response:
    body = await request.body()
    world.advance()
    world.requests[f"x {endpoint.name}"] += 1
    headers: dict[str, str] = {}
    try:
        answer = _answer(world, endpoint, request, body, headers)
    except Problem as problem:
        return AsciiJson(
            problem.body,
            problem.status,
            headers=headers,
            media_type="application/problem+json",
        )
    return AsciiJson(answer, endpoint.status, headers=headers)


def _answer(
    world: World, endpoint: Endpoint, request: Request, body: bytes, headers: dict[str, str]
) -> Json:
    """Who asks, may they, is there money, then the thing itself and its price."""
    by_user = is_user(request.headers.get("authorization", ""), world.credentials.x)
    limit = endpoint.user if by_user else endpoint.app
    if limit is None:
        allowed = ("OAuth 1.0a User Context", "OAuth 2.0 User Context")
        raise unsupported_authentication("OAuth 2.0 Application-Only", allowed)
    usage = world.x_limits.take(f"{endpoint.name} {by_user}", limit, now=world.now)
    headers.update(_limit_headers(usage))
    if not usage.allowed:
        raise too_many_requests()
    if world.ledger.depleted:
        raise credits_depleted(world.brand.x_id)
    call = Call(
        query=request.query_params, path=request.path_params, body=_json(body), by_user=by_user
    )
    answer = endpoint.handle(world, call)
    charge(world.ledger, endpoint.name, call, answer, now=world.now)
    return answer


def _limit_headers(usage: Usage) -> dict[str, str]:
    return {
        "x-rate-limit-limit": str(usage.limit),
        "x-rate-limit-remaining": str(usage.remaining),
        "x-rate-limit-reset": str(int(usage.resets_at) + 1),
    }


def _json(body: bytes) -> Json:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise invalid("body", body.decode(errors="replace"), "Request body is not valid JSON")
    return found
