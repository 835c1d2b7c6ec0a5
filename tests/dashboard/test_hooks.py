"""The CRM's door: no session, but a signature; closed where no secret is set."""

from __future__ import annotations

import json
import time

import httpx
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import hooks
from dashboard.desk import Desk
from dashboard.gate import HOOKS
from domain.classification import Topic, Urgency
from domain.crm import signature
from domain.mention import X
from listenpost.settings import Settings
from listenpost.webhooks import META
from tests.dashboard.world import World, judged

SECRET = "a secret of the crm"
BODY = json.dumps({"customers": [{"platform": "x", "account": "hook_hanna", "tier": "gold"}]})


def door(world: World, **customers: str) -> TestClient:
    settings = Settings.model_validate({"customers": customers})
    return TestClient(Starlette(routes=hooks.routes(Desk(built=world.app, settings=settings))))


def headers(body: str, *, at: float | None = None) -> dict[str, str]:
    timestamp = str(int(time.time() if at is None else at))
    return {
        hooks.TIMESTAMP: timestamp,
        hooks.SIGNATURE: signature(SECRET, timestamp, body.encode()),
    }


def test_a_signed_message_is_taken_once_and_a_replay_is_not(world: World) -> None:
    world.post("Hook Hanna", "a hook", found=judged(Urgency.HIGH, Topic.ORDER), platform=X)
    client = door(world, webhook_secret=SECRET)
    signed = headers(BODY)
    assert client.post(HOOKS, content=BODY, headers=signed).json()["changed"] == 1
    assert client.post(HOOKS, content=BODY, headers=signed).status_code == 409


def test_what_is_not_signed_or_too_old_or_too_long_is_refused(world: World) -> None:
    client = door(world, webhook_secret=SECRET)
    assert client.post(HOOKS, content=BODY).status_code == 401
    assert client.post(HOOKS, content=BODY + " ", headers=headers(BODY)).status_code == 401
    old = headers(BODY, at=time.time() - 400)
    assert client.post(HOOKS, content=BODY, headers=old).status_code == 400
    long = " " * (hooks.LONGEST_BODY + 1)
    assert client.post(HOOKS, content=long, headers=headers(long)).status_code == 413


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_without_a_secret_nothing_is_there(world: World, server: str, method: str) -> None:
    assert door(world).request(method, HOOKS, content=BODY).status_code == 404
    for path in (HOOKS, META):
        assert httpx.request(method, server + path, content=BODY).status_code == 404
