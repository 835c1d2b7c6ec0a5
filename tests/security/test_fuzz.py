"""Every HTTP endpoint, asked by its schema and against it: no request is an error of ours."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from dashboard import gate, handoff_pages, hooks, sign_in
from dashboard.cookie_prefix import CookiePrefix
from dashboard.desk import Desk
from dashboard.headers import SecurityHeaders
from domain.crm import signature
from listenpost import webhooks
from listenpost.services.tombstones import Tombstones
from listenpost.settings import Settings
from tests.dashboard.world import World
from tests.security.conftest import FULL, Count
from tests.security.payloads import payloads

SECRET = "a-secret-of-more-than-thirty-two-characters"
CASES = 4_000 if FULL else 120
EXPECTED = frozenset({503})
"""An answer that says that nothing is set up; 500 is a fault of ours."""

words = st.one_of(st.text(max_size=60), st.sampled_from(payloads()))
COOKIES = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\x00"), max_size=40)
numbers = st.integers(-(2**70), 2**70).map(str)
anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """What an endpoint takes: fields of a form, or JSON, signed or not."""

    path: str
    methods: tuple[str, ...]
    fields: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    json: Any = None
    signed: str = ""
    headers: dict[str, str] = field(default_factory=dict)


HUB = ("hub.mode", "hub.verify_token", "hub.challenge")
CRM = st.fixed_dictionaries({}, optional={"customers": anything, "x": anything})
META = st.fixed_dictionaries(
    {},
    optional={
        "object": st.sampled_from(["page", "instagram", "whatsapp_business_account"]) | words,
        "entry": st.lists(
            st.fixed_dictionaries(
                {}, optional={"id": words, "time": anything, "changes": anything,
                              "messaging": anything}
            ) | anything,
            max_size=3,
        ),
    },
)  # fmt: skip
SCHEMA = (
    Endpoint(path="/auth/sign-in", methods=("GET",), query=("next",)),
    Endpoint(
        path="/auth/sign-in", methods=("POST",), fields=("username", "password", "csrf", "next")
    ),
    Endpoint(path="/auth/sign-out", methods=("GET", "POST")),
    Endpoint(path="/handoff", methods=("GET", "POST"), fields=("code", "pin", "who")),
    Endpoint(path="/handoff/note", methods=("POST",), fields=("visit", "note", "solved")),
    Endpoint(path="/c/{}", methods=("GET", "HEAD")),
    Endpoint(path="/hooks/crm", methods=("POST",), json=CRM, signed="crm"),
    Endpoint(path="/hooks/meta", methods=("POST",), json=META, signed="meta"),
    Endpoint(path="/hooks/meta", methods=("GET",), query=HUB),
)


@pytest.fixture(scope="module")
def door(world: World) -> Iterator[TestClient]:
    app = replace(world.app, tombstones=Tombstones(secret="s" * 16))
    chosen = Settings.model_validate(
        {"customers": {"webhook_secret": SECRET},
         "webhooks": {"app_secret": SECRET, "verify_token": "word"}}
    )  # fmt: skip
    desk = Desk(built=app, settings=chosen)
    routes = [
        *sign_in.routes(desk),
        *hooks.routes(desk),
        *handoff_pages.routes(desk),
        *webhooks.routes(app, chosen.webhooks),
    ]
    middleware = [
        Middleware(SecurityHeaders, secure=True),
        Middleware(CookiePrefix, secure=True),
        Middleware(gate.Gate, desk=desk),
    ]
    with TestClient(
        Starlette(routes=routes, middleware=middleware), raise_server_exceptions=False
    ) as client:
        yield client


def _bytes(value: Any) -> bytes:
    return json.dumps(value, default=str).encode("utf-8", "surrogatepass")


def _signed(kind: str, body: bytes) -> dict[str, str]:
    if kind == "crm":
        at = str(int(time.time()))
        return {hooks.TIMESTAMP: at, hooks.SIGNATURE: signature(SECRET, at, body)}
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return {"x-hub-signature-256": f"sha256={digest}"}


@st.composite
def forms(draw: st.DrawFn, fields: tuple[str, ...]) -> bytes:
    """The fields, each none, once or twice, and perhaps many that nobody knows."""
    pairs = [(name, one) for name in fields for one in draw(st.lists(words | numbers, max_size=2))]
    extra = draw(st.lists(st.tuples(words, words), max_size=12 if draw(st.booleans()) else 1))
    return urlencode([*pairs, *extra], errors="surrogatepass").encode()


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    """A request to one of the endpoints: mostly by its schema, sometimes past it."""
    to = draw(st.sampled_from(SCHEMA))
    headers: dict[str, Any] = {"cookie": draw(COOKIES).encode("latin-1")}
    asked: dict[str, Any] = {"method": draw(st.sampled_from(to.methods)), "headers": headers}
    asked["url"] = to.path.replace("{}", quote(draw(words), safe="/%"))
    if to.query:
        asked["params"] = [(name, draw(words)) for name in to.query]
    if to.json is not None:
        asked["content"] = draw(st.one_of(to.json.map(_bytes), st.binary(max_size=80)))
        headers |= _signed(to.signed, asked["content"])
    elif asked["method"] == "POST":
        asked["content"] = draw(forms(to.fields))
        headers["content-type"] = "application/x-www-form-urlencoded"
    return asked


def test_no_request_is_an_error_of_ours(door: TestClient, tried: Count) -> None:
    @settings(
        max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(requests())
    def ask(asked: dict[str, Any]) -> None:
        answer = door.request(**asked, follow_redirects=False)
        assert answer.status_code < 500 or answer.status_code in EXPECTED, asked
        assert "Traceback" not in answer.text
        assert SECRET not in answer.text

    ask()
    tried("requests made up by the schema", CASES)
