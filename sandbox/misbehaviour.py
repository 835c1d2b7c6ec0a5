"""How a request goes wrong: errors, hangs, broken connections and spoilt bodies."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.ascii_json import AsciiJson
from sandbox.faults import Effect, Rule
from sandbox.graph.errors import GraphError, expired_token
from sandbox.posts import Network
from sandbox.spoil import spoilt
from sandbox.whatsapp.errors import WhatsAppError
from sandbox.world import World
from sandbox.x.problems import Problem, credits_depleted, forbidden, too_many_requests, unauthorized

HTML = "<!DOCTYPE html><html><head><title>Error</title></head><body>Over capacity</body></html>"
BREAKS = frozenset({Effect.DROP_AFTER, Effect.HANG_AFTER})
WHATSAPP_CODES = {401: 190, 402: 131042, 403: 10, 429: 130429, 500: 131000, 503: 131016}
GRAPH_CODES = {401: 190, 402: 10, 403: 10, 429: 4, 500: 1, 502: 2, 503: 2}


@dataclass(slots=True)
class Answer:
    """A response that is still in our hands."""

    status: int = 500
    headers: MutableHeaders | None = None
    body: bytes = b""

    async def collect(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = MutableHeaders(raw=list(message["headers"]))
        else:
            self.body += message.get("body", b"")


async def misbehave(
    world: World,
    rules: Iterable[Rule],
    network: Network,
    app: ASGIApp,
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    """Serve one request as the rules say that fired for it."""
    for rule in rules:
        world.requests[f"{network} fault {rule.effect}"] += 1
        if rule.effect is Effect.HANG:
            await asyncio.sleep(rule.seconds)
        elif rule.effect is Effect.DROP_BEFORE:
            return await drop(send)
        elif (refusal := _refusal(world, rule, network)) is not None:
            return await refusal(scope, receive, send)
    answer = Answer()
    try:
        await app(scope, receive, answer.collect)
    except ClientDisconnect:  # whoever asked did not wait for the end of a hang
        return None
    for rule in rules:
        if rule.effect is Effect.HANG_AFTER:
            await asyncio.sleep(rule.seconds)
        if rule.effect in BREAKS:
            return await drop(send)
        if rule.effect is Effect.STATUS_AFTER:
            refusal = _refusal(world, replace(rule, effect=Effect.STATUS), network)
            if refusal is not None:
                return await refusal(scope, receive, send)
    return await _changed(world, rules, network, answer)(scope, receive, send)


async def drop(send: Send) -> None:
    """Break the connection without an answer; uvicorn's own sender knows it."""
    cycle: Any = getattr(send, "__self__", None)
    if cycle is None:
        raise ConnectionResetError("the practice network broke the connection")
    cycle.transport.abort()
    await asyncio.sleep(0)
    await asyncio.sleep(0)


def _refusal(world: World, rule: Rule, network: Network) -> Response | None:
    if rule.effect is Effect.HTML:
        return HTMLResponse(HTML, int(rule.options.get("status", 502)))
    status = 401 if rule.effect is Effect.EXPIRED_TOKEN else int(rule.options.get("status", 500))
    if rule.effect not in (Effect.STATUS, Effect.EXPIRED_TOKEN):
        return None
    if network is Network.WHATSAPP:
        return _whatsapp(rule, status)
    return _x(world, rule, status) if network is Network.X else _graph(rule, status)


def _x(world: World, rule: Rule, status: int) -> Response:
    known = {
        401: unauthorized(),
        402: credits_depleted(world.brand.x_id),
        403: forbidden("You are not permitted to perform this action."),
        429: too_many_requests(),
    }
    problem = known.get(status, Problem(status, "Service Unavailable", "Service Unavailable"))
    headers = {}
    if status == 429 and rule.options.get("reset", True):
        reset = int(world.clock.now() + rule.seconds) + 1
        headers = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(reset)}
    return AsciiJson(problem.body, status, headers, "application/problem+json")


def _whatsapp(rule: Rule, status: int) -> Response:
    code = int(rule.options.get("code", WHATSAPP_CODES.get(status, 131000)))
    headers = {}
    if status == 429 and rule.options.get("reset", True):
        headers = {"Retry-After": str(int(rule.seconds))}
    error = WhatsAppError(status, code, "The practice network was told to refuse")
    return AsciiJson(error.body(), status, headers)


def _graph(rule: Rule, status: int) -> Response:
    code = int(rule.options.get("code", GRAPH_CODES.get(status, 2)))
    subcode = rule.options.get("subcode")
    error = GraphError(
        status,
        code,
        str(rule.options.get("message", f"(#{code}) The practice network was told to refuse")),
        subcode=subcode,
        transient=code in (1, 2, 4),
    )
    shown = expired_token() if rule.effect is Effect.EXPIRED_TOKEN else error
    return AsciiJson(shown.body("Afault"), shown.status)


def _changed(world: World, rules: Iterable[Rule], network: Network, answer: Answer) -> Response:
    """The answer with every change to its body and its content type."""
    headers = answer.headers if answer.headers is not None else MutableHeaders()
    effects = {rule.effect for rule in rules}
    body = answer.body
    if answer.status < 400 and body and network is not Network.WHATSAPP:
        shown = spoilt(json.loads(body), effects, network, world.faults.dice)
        body = json.dumps(shown).encode()
    if Effect.TRUNCATED in effects:
        body = body[: len(body) // 2]
    if Effect.JAVASCRIPT in effects:
        headers["content-type"] = "text/javascript; charset=UTF-8"
    del headers["content-length"]
    return Response(body, answer.status, dict(headers))
