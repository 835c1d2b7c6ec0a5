"""How a request to the Graph API finds its node, edge or action."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.ascii_json import AsciiJson
from sandbox.graph import inbox, instagram, nodes, sending, writing
from sandbox.graph.call import VERSIONS, Call, authorize, parameters_of
from sandbox.graph.errors import GraphError, call_limit, gone, unknown_path, unknown_version
from sandbox.graph.fields import parse_fields
from sandbox.graph.render import page
from sandbox.limits import Usage
from sandbox.posts import Json, Network, Post
from sandbox.shelf import FEED, MEDIA, POSTS, TAGGED, TAGS, VISITOR_POSTS
from sandbox.world import World

CALLS_PER_HOUR = 4800

Edge = Callable[[World, Call], Json]
PAGE_EDGES: Mapping[tuple[str, str], Edge] = {
    ("GET", "feed"): partial(nodes.posts, shelf=FEED),
    ("GET", "posts"): partial(nodes.posts, shelf=POSTS),
    ("GET", "published_posts"): partial(nodes.posts, shelf=POSTS),
    ("GET", "visitor_posts"): partial(nodes.posts, shelf=VISITOR_POSTS),
    ("GET", "tagged"): partial(nodes.posts, shelf=TAGGED),
    ("GET", "conversations"): inbox.conversations,
    ("POST", "messages"): sending.send,
    ("POST", "feed"): writing.post,
}
INSTAGRAM_EDGES: Mapping[tuple[str, str], Edge] = {
    ("GET", "media"): partial(nodes.posts, shelf=MEDIA),
    ("GET", "tags"): partial(nodes.posts, shelf=TAGS),
    ("GET", "conversations"): inbox.conversations,
    ("POST", "messages"): sending.send,
    ("POST", "mentions"): instagram.mention,
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
    headers["X-App-Usage"] = json.dumps(_usage(usage))
    headers["X-Business-Use-Case-Usage"] = _business_usage(world, usage, path)
    if not usage.allowed:
        raise call_limit()
    base = f"{request.url.scheme}://{request.url.netloc}{request.scope['root_path']}/{version}"
    call = Call(method=request.method, base=base, parameters=parameters)
    return _dispatch(world, call, [part for part in path.split("/") if part])


def _dispatch(world: World, call: Call, parts: list[str]) -> Json:
    """/, /{object} or /{object}/{edge}."""
    own = {
        "me": PAGE_EDGES,
        world.brand.facebook_id: PAGE_EDGES,
        world.brand.instagram_id: INSTAGRAM_EDGES,
    }
    pattern = "/".join(_kind_of(part, own) for part in parts)
    world.requests[f"facebook {call.method} /{pattern}"] += 1
    if not parts and call.method == "GET" and "ids" in call.parameters:
        return _several(world, call)
    if len(parts) == 1:
        return (
            _account(world, call, parts[0]) if parts[0] in own else _object(world, call, parts[0])
        )
    if len(parts) != 2:
        raise unknown_path("/".join(parts))
    name, edge = parts
    if name in own:
        return _account_edge(world, call, own[name], edge)
    return _object_edge(world, call, name, edge)


def _account(world: World, call: Call, name: str) -> Json:
    if name == world.brand.instagram_id:
        return instagram.account(world, parse_fields(call.parameters.get("fields", "id")))
    return page(world, parse_fields(call.parameters.get("fields", "name,id")))


def _account_edge(
    world: World, call: Call, edges: Mapping[tuple[str, str], Edge], edge: str
) -> Json:
    found = edges.get((call.method, edge))
    if found is None:
        raise unknown_path(edge)
    return found(world, call)


def _object(world: World, call: Call, name: str) -> Json:
    if name.startswith("m_") and call.method == "GET":
        return inbox.one_message(world, call, name)
    target = _target(world, call, name)
    if call.method == "DELETE":
        return writing.delete(world, target)
    if call.method == "POST":
        return writing.update(world, call, target)
    fields = parse_fields(call.parameters.get("fields", "")) or nodes.default_fields(target)
    return nodes.node(world, call, target, fields)


def _object_edge(world: World, call: Call, name: str, edge: str) -> Json:
    if edge == "messages" and call.method == "GET":
        return inbox.thread_messages(world, call, name)
    target = _target(world, call, name)
    if target.network is Network.INSTAGRAM:
        return _instagram_edge(world, call, target, edge)
    if edge != "comments" or call.method == "DELETE":
        raise unknown_path(edge)
    if call.method == "POST":
        return writing.comment(world, call, target)
    fields = parse_fields(call.parameters.get("fields", ""))
    return nodes.comments(world, call, target, fields, call.parameters)


def _instagram_edge(world: World, call: Call, target: Post, edge: str) -> Json:
    if edge != nodes.edge_of(target) or call.method == "DELETE":
        raise unknown_path(edge)
    if call.method == "POST":
        return instagram.comment(world, call, target)
    fields = parse_fields(call.parameters.get("fields", ""))
    return nodes.below(world, call, target, fields, call.parameters)


def _several(world: World, call: Call) -> Json:
    """/?ids=1,2: several objects by their ids."""
    return {name: _object(world, call, name) for name in call.parameters["ids"].split(",")}


def _target(world: World, call: Call, name: str) -> Post:
    found = world.get(name)
    if found is None or found.network is Network.X:
        raise gone(call.method, name)
    return found


def _kind_of(part: str, own: Collection[str]) -> str:
    if part in own:
        return "{page}"
    is_id = part[:1].isdigit() or part.startswith(("t_", "m_", "aWd"))
    return "{object}" if is_id else part


def _usage(usage: Usage) -> dict[str, int]:
    percent = min(100, usage.used * 100 // usage.limit)
    return {"call_count": percent, "total_time": percent, "total_cputime": percent}


def _business_usage(world: World, usage: Usage, path: str) -> str:
    """The same, as it is told of the product that the call belongs to."""
    kind = "pages"
    if path.startswith(world.brand.instagram_id):
        kind = "instagram"
    elif path.endswith(("conversations", "messages")):
        kind = "messenger"
    told = {"type": kind, **_usage(usage), "estimated_time_to_regain_access": 0}
    return json.dumps({world.brand.facebook_id: [told]})
