"""Trouble in front of any HTTP service: what the contracts of listeners and responders ask for."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.misbehaviour import HTML, Answer, drop

JSON = "application/json"


@dataclass(slots=True)
class Rule:
    """One sort of trouble: for all requests, or for `count` of them, or for one method."""

    effect: str
    options: dict[str, Any]
    count: int | None = None
    method: str | None = None

    def fires(self, method: str) -> bool:
        if self.count == 0 or self.method not in (None, method):
            return False
        self.count = None if self.count is None else self.count - 1
        return True


@dataclass(slots=True, kw_only=True)
class Trouble:
    """Serves `app` as the rules say. The service says how it refuses and how its items break."""

    app: ASGIApp
    limit: Callable[[float | None], Response]
    spoil: Callable[[Any, Collection[str]], Any]
    expired: Callable[[], Response] = lambda: JSONResponse({"error": "The token expired"}, 401)
    status: Callable[[int], Response] = lambda code: JSONResponse({"error": "told to fail"}, code)
    rules: list[Rule] = field(default_factory=list)
    asked: int = 0
    spared: str | None = None  # a path that only an expired token troubles

    def fail(self, effect: str, *, count: int | None, **options: Any) -> None:
        self.rules.append(Rule(effect, options, count, options.pop("method", None)))

    def heal(self) -> None:
        self.rules.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        spared = scope["path"] == self.spared
        rules = [
            rule
            for rule in self.rules
            if (not spared or rule.effect == "expired_token") and rule.fires(scope["method"])
        ]
        for rule in rules:
            if rule.effect == "hang":
                await asyncio.sleep(rule.options["seconds"])
            if rule.effect == "drop_before":
                return await drop(send)
            if (refusal := self._refusal(rule)) is not None:
                return await refusal(scope, receive, send)
        answer = Answer()
        await self.app(scope, receive, answer.collect)
        for rule in rules:
            if rule.effect == "hang_after":
                await asyncio.sleep(rule.options["seconds"])
            if rule.effect in ("drop_after", "hang_after"):
                return await drop(send)
        served = self._served(answer, {rule.effect for rule in rules})
        for rule in rules:
            served.headers.update(rule.options.get("headers", {}))
        return await served(scope, receive, send)

    def _refusal(self, rule: Rule) -> Response | None:
        if rule.effect == "html":
            return HTMLResponse(HTML, rule.options["status"])
        if rule.effect == "expired_token":
            return self.expired()
        if rule.effect != "status":
            return None
        if rule.options["status"] == 429:
            reset = rule.options.get("reset", True)
            return self.limit(rule.options.get("seconds", 60) if reset else None)
        return self.status(rule.options["status"])

    def _served(self, answer: Answer, effects: set[str]) -> Response:
        body = answer.body
        if answer.status < 400 and dict(answer.headers or {}).get("content-type") == JSON:
            body = json.dumps(self.spoil(json.loads(body), effects)).encode()
        if "truncated" in effects:
            body = body[: len(body) // 2]
        headers = dict(answer.headers or {})
        headers.pop("content-length", None)
        return Response(body, answer.status, headers)


def spoilt(
    items: list[Any], effects: Collection[str], broken: Callable[[Any], list[Any]]
) -> list[Any]:
    """A list with broken items beside the good ones, doubled, or out of order."""
    if "malformed" in effects and items:
        items = [*broken(items[0]), *items, *broken(items[-1]), None, 7]
    if "duplicates" in effects:
        items = [copy for item in items for copy in (item, item)]
    return items[::2] + items[1::2][::-1] if "shuffled" in effects else items
