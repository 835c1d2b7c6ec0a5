"""The practice network's deliveries: signed, told once, again after a refusal."""

from __future__ import annotations

import hashlib
import hmac
import json

import httpx
import pytest

from sandbox import control, courier
from sandbox.world import World
from tests.sandbox.practice import RealTime, still_world

URL = "http://listenpost.example/hooks/meta"


class Door:
    """Takes what is signed, or answers as it was told."""

    def __init__(self, world: World) -> None:
        self.secret = world.credentials.facebook.app_secret
        self.answers: list[int] = []
        self.taken: list[dict[str, object]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        made = hmac.new(self.secret.encode(), request.content, hashlib.sha256).hexdigest()
        if request.headers["x-hub-signature-256"] != f"sha256={made}":
            return httpx.Response(403)
        status = self.answers.pop(0) if self.answers else 200
        if status == 0:
            raise httpx.ConnectError("nobody is there")
        if status == 200:
            self.taken.append(json.loads(request.content))
        return httpx.Response(status)


@pytest.fixture
def time() -> RealTime:
    return RealTime()


@pytest.fixture
def world(time: RealTime) -> World:
    return still_world(time)


def tell(world: World, door: Door) -> int:
    world.advance()
    with httpx.Client(transport=httpx.MockTransport(door)) as http:
        return courier.tell(URL, world, http)


def test_a_message_is_told_once_and_again_where_it_was_refused(
    world: World, time: RealTime
) -> None:
    door = Door(world)
    door.answers = [503, 0, 200]
    control.message(world, {"network": "whatsapp", "person": "anna", "text": "hello"})
    told = 0
    for _ in range(6):
        told += tell(world, door)
        time.at += 60
    assert told == 1
    (body,) = door.taken
    assert body["object"] == "whatsapp_business_account"
    assert world.hooks.refused == 2


def test_what_is_posted_on_the_page_is_told_by_its_id_to_who_asked(world: World) -> None:
    door = Door(world)
    control.publish(world, {"network": "facebook", "text": "before anybody asked"})
    world.hooks.pages = True
    posted = control.publish(world, {"network": "facebook", "text": "is it down?"})
    assert tell(world, door) == 1
    assert posted["external_id"] in json.dumps(door.taken)
    assert "is it down" not in json.dumps(door.taken)
