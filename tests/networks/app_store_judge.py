"""Apple's description of App Store Connect as judge; a client that others made of it carries it."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.misbehaviour import Answer
from tests.networks.install import HOME, SCRIPTS, node

SERVER = "app_store"
_BASE = "urn:apple"


def _is_a_time(value: object) -> bool:
    return not isinstance(value, str) or dt.datetime.fromisoformat(value).tzinfo is not None


_formats = FormatChecker(formats=())
_formats.checks("date-time", raises=ValueError)(_is_a_time)


def run(script: str, given: object = None) -> Any:
    """What a script beside the installed package prints."""
    place = HOME / SERVER
    (place / script).write_bytes((SCRIPTS / SERVER / script).read_bytes())
    told = json.dumps(given).encode()
    done = subprocess.run(
        [node(), script], cwd=place, input=told, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its answer."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    status: int
    answer: Any


class Apple:
    """What Apple says of the calls that reviews need."""

    def __init__(self, description: Mapping[str, Any]) -> None:
        closed = {"components": _closed(description["components"])}
        resource = DRAFT202012.create_resource(closed)
        self._registry: Registry[Any] = Registry().with_resource(_BASE, resource)
        self._calls = description["calls"]

    def faults(self, one: Exchange, handed_out: set[str]) -> list[str]:
        """What in an exchange Apple does not describe; nothing where all fits."""
        call = next((each for each in self._calls if _is(each, one)), None)
        if call is None:
            return [f"{one.method} {one.path} is no call of Apple's"]
        answer = call["answer"] if one.status < 400 else "ErrorResponse"
        schema = {"$ref": f"{_BASE}#/components/schemas/{answer}"}
        asked = self._wrong(call["request"], _request(call, one, handed_out))
        return [
            *(f"request {wrong}" for wrong in asked),
            *(f"answer {wrong}" for wrong in self._wrong(schema, one.answer)),
        ]

    def _wrong(self, schema: Mapping[str, Any], body: object) -> Iterator[str]:
        told = Draft202012Validator(schema, registry=self._registry, format_checker=_formats)
        return (f"{error.json_path}: {error.message}" for error in told.iter_errors(body))


@dataclass(slots=True)
class Watched:
    """An App Store whose every request and answer is judged."""

    app: ASGIApp
    apple: Apple
    seen: list[Exchange] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    handed_out: set[str] = field(default_factory=set)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked, answer = await _body(receive), Answer()
        await self.app(scope, _again(asked), answer.collect)
        one = Exchange(
            method=scope["method"],
            path=scope["path"],
            query=dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True)),
            body=json.loads(asked) if asked else None,
            status=answer.status,
            answer=json.loads(answer.body),
        )
        self.seen.append(one)
        self.faults += self.apple.faults(one, self.handed_out)
        self.handed_out |= _cursors(one.answer)
        headers = list(answer.headers.raw) if answer.headers else []
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})


def _is(call: Mapping[str, str], one: Exchange) -> bool:
    pattern = re.escape(call["path"]).replace(re.escape("{id}"), "[^/]+")
    return call["method"] == one.method and re.fullmatch(pattern, one.path) is not None


def _request(call: Mapping[str, Any], one: Exchange, handed_out: set[str]) -> dict[str, Any]:
    """As the description has it: lists and numbers where the address has text.

    Apple does not name `cursor` among the parameters; it stands in the links that it hands out.
    """
    known = call["request"]["properties"]["query"].get("properties", {})
    named = re.fullmatch(re.escape(call["path"]).replace(r"\{id\}", "([^/]+)"), one.path)
    query = {
        name: _typed(known.get(name, {}), value)
        for name, value in one.query.items()
        if not (name == "cursor" and value in handed_out)
    }
    given: dict[str, Any] = {"query": query} if query else {}
    given |= {"path": {"id": named[1]}} if named and named.groups() else {}
    return given | ({} if one.body is None else {"body": one.body})


def _typed(schema: Mapping[str, Any], value: str) -> object:
    if schema.get("type") == "array":
        return value.split(",")
    return int(value) if schema.get("type") == "integer" and value.isdecimal() else value


def _closed(told: Any) -> Any:
    """Apple's description, with nothing allowed that it does not name."""
    if isinstance(told, list):
        return [_closed(one) for one in told]
    if not isinstance(told, dict):
        return told
    made = {name: _closed(part) for name, part in told.items()}
    named = "properties" in made and "additionalProperties" not in made
    return made | ({"additionalProperties": False} if named else {})


def _cursors(answer: Any) -> set[str]:
    link = answer.get("links", {}).get("next", "")
    return set(parse_qs(urlsplit(link).query).get("cursor", ()))


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return body


def _again(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
