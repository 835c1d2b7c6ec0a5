"""How a request to the Graph API finds its node, edge or action."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.ascii_json import AsciiJson
from sandbox.graph import nodes, threads, writing
from sandbox.graph.call import VERSIONS, Call, authorize, parameters_of
from sandbox.graph.errors import GraphError, call_limit, gone, unknown_path, unknown_version
from sandbox.graph.fields import parse_fields
from sandbox.graph.render import page
from sandbox.limits import Usage
from sandbox.posts import Json, Kind, Network, Post
from sandbox.shelf import FEED, POSTS, TAGGED, VISITOR_POSTS
from sandbox.world import World

CALLS_PER_HOUR = 4800

Edge = Callable[[World, Call], Json]
PAGE_EDGES: Mapping[tuple[str, str], Edge] = {
    ("GET", "feed"): partial(nodes.posts, shelf=FEED),
    ("GET", "posts"): partial(nodes.posts, shelf=POSTS),
    ("GET", "published_posts"): partial(nodes.posts, shelf=POSTS),
    ("GET", "visitor_posts"): partial(nodes.posts, shelf=VISITOR_POSTS),
    ("GET", "tagged"): partial(nodes.posts, shelf=TAGGED),
    ("GET", "conversations"): threads.conversations,
    ("POST", "messages"): threads.send,
    ("POST", "feed"): writing.post,
}


def routes(world: World) -> list[Route]:
    methods = ["GET", "POST", "DELETE"]
    return [Route("/{version}/{path:path}", partial(_serve, world), methods=methods)]


async def _serve(world: World, request: Request) -> Response:
    body = await request.body()
    world.advance()
    version = request.path_params["version"]
    headers = {"facebook-api-version": version if version in VERSIONS else "v25.0"}
    try:
        answer, status = _answer(world, request, body, headers), 200
    except GraphError as error:
        trace = f"A{world.seed}practice{sum(world.requests.values())}"
        answer, status = error.body(trace), error.status
    return AsciiJson(answer, status, headers, "application/json; charset=UTF-8")


def _answer(world: World, request: Request, body: bytes, headers: dict[str, str]) -> Json:
    version, path = request.path_params["version"], request.path_params["path"].strip("/")
    if version not in VERSIONS:
        raise unknown_version(version)
    content_type = request.headers.get("content-type", "")
    parameters = parameters_of(request.query_params, body, content_type)
    authorization = request.headers.get("authorization", "")
    authorize(parameters, authorization, world.credentials.facebook)
    usage = world.graph_limits.take("app", CALLS_PER_HOUR, now=world.now)
    headers["X-App-Usage"] = _app_usage(usage)
    if not usage.allowed:
        raise call_limit()
    base = f"{request.url.scheme}://{request.url.netloc}{request.scope['root_path']}/{version}"
    call = Call(method=request.method, base=base, parameters=parameters)
    return _dispatch(world, call, [part for part in path.split("/") if part])


def _dispatch(world: World, call: Call, parts: list[str]) -> Json:
    """/, /{object} or /{object}/{edge}."""
    own = {"me", world.brand.facebook_id}
    pattern = "/".join(_kind_of(part, own) for part in parts)
    world.requests[f"facebook {call.method} /{pattern}"] += 1
    if not parts and call.method == "GET" and "ids" in call.parameters:
        return _several(world, call)
    if len(parts) == 1:
        return _page(world, call) if parts[0] in own else _object(world, call, parts[0])
    if len(parts) != 2:
        raise unknown_path("/".join(parts))
    name, edge = parts
    if name in own:
        return _page_edge(world, call, edge)
    return _object_edge(world, call, name, edge)


def _page(world: World, call: Call) -> Json:
    return page(world, parse_fields(call.parameters.get("fields", "name,id")))


def _page_edge(world: World, call: Call, edge: str) -> Json:
    found = PAGE_EDGES.get((call.method, edge))
    if found is None:
        raise unknown_path(edge)
    return found(world, call)


def _object(world: World, call: Call, name: str) -> Json:
    target = _target(world, call, name)
    if call.method == "DELETE":
        return writing.delete(world, target)
    if call.method == "POST":
        return writing.update(world, call, target)
    default = nodes.COMMENT_DEFAULT if target.kind is Kind.COMMENT else nodes.POST_DEFAULT
    return nodes.node(
        world, call, target, parse_fields(call.parameters.get("fields", "")) or default
    )


def _object_edge(world: World, call: Call, name: str, edge: str) -> Json:
    if edge == "messages" and call.method == "GET":
        return threads.thread_messages(world, call, name)
    target = _target(world, call, name)
    if edge != "comments" or call.method == "DELETE":
        raise unknown_path(edge)
    if call.method == "POST":
        return writing.comment(world, call, target)
    fields = parse_fields(call.parameters.get("fields", ""))
    return nodes.comments(world, call, target, fields, call.parameters)


def _several(world: World, call: Call) -> Json:
    """/?ids=1,2: several objects by their ids."""
    return {name: _object(world, call, name) for name in call.parameters["ids"].split(",")}


def _target(world: World, call: Call, name: str) -> Post:
    found = world.get(name)
    if found is None or found.network is not Network.FACEBOOK:
        raise gone(call.method, name)
    return found


def _kind_of(part: str, own: set[str]) -> str:
    if part in own:
        return "{page}"
    return "{object}" if part[:1].isdigit() or part.startswith("t_") else part


def _app_usage(usage: Usage) -> str:
    percent = min(100, usage.used * 100 // usage.limit)
    return json.dumps({"call_count": percent, "total_time": percent, "total_cputime": percent})
