"""A practice network for listeners and responders: a server, a clock that a test moves, faults."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from platforms.facebook import FacebookPage
from platforms.instagram import InstagramAccount
from platforms.whatsapp import WhatsAppNumber
from platforms.x import XAccount
from sandbox import control
from sandbox.app import build
from sandbox.clock import Clock
from sandbox.scenario import nothing
from sandbox.server import serving
from sandbox.world import World

TEXT = "We are sorry, Anna. Please send your order number: https://help.example/o & wait < 1 h."


@dataclass(slots=True)
class Hands:
    """A clock that stands still until a test moves it."""

    at: float = field(default_factory=time.time)

    def __call__(self) -> float:
        return self.at


class Stage:
    """One server for a whole test run; each test puts a network of its own on it."""

    app: ASGIApp
    url: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@contextmanager
def stage() -> Iterator[Stage]:
    made = Stage()
    with serving(made) as url:
        made.url = url
        yield made


@dataclass(frozen=True, slots=True)
class Practice:
    """An empty practice network, and a hand on what is posted, what fails and what time it is."""

    url: str
    world: World
    hands: Hands

    def now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.world.clock.now(), dt.UTC)

    def wait(self, **duration: float) -> None:
        """Let time pass for the network and for us."""
        self.hands.at += dt.timedelta(**duration).total_seconds()

    def publish(self, text: str, **more: Any) -> str:
        """A customer posts; returns the platform's id."""
        self.world.advance()
        return str(control.publish(self.world, {"text": text, **more})["external_id"])

    def whisper(self, **given: Any) -> str:
        """A customer writes to the brand in private; returns the platform's id."""
        self.world.advance()
        return str(control.message(self.world, {"person": "customer", **given})["external_id"])

    def delete(self, external_id: str) -> None:
        control.delete(self.world, {"external_id": external_id})

    def public_answers(self, external_id: str) -> list[str]:
        """What the brand answered to a post, by the network's own books."""
        posts = self.world.posts.values()
        return [post.text for post in posts if post.by_brand and post.answers_id == external_id]

    def private_answers(self, external_id: str) -> list[str]:
        """What the brand wrote in private about a post."""
        return [one.text for one in self.world.mailbox if one.to_external_id == external_id]

    def fail(self, effect: str, *, network: str, count: int | None = None, **more: Any) -> None:
        """Let requests or posts go wrong: `count` of them, or all until `heal`."""
        match = {"network": network, "path_contains": more.pop("path", "")}
        match |= {"method": more.pop("method")} if "method" in more else {}
        effects = {"type": effect, **more}
        control.add_fault(self.world, {"effect": effects, "match": match, "count": count})

    def heal(self) -> None:
        control.remove_faults(self.world, {})

    def requests(self, network: str) -> int:
        """How many requests the network has answered."""
        counted = self.world.requests.items()
        return sum(count for name, count in counted if name.startswith(f"{network} "))

    def x_account(self, **more: Any) -> XAccount:
        known = self.world.credentials.x
        values = {
            "handle": self.world.brand.handle,
            "consumer_key": known.consumer_key,
            "consumer_secret": known.consumer_secret,
            "access_token": known.access_token,
            "access_token_secret": known.access_token_secret,
            "base_url": f"{self.url}/x",
            "timeout": 2,
        }
        return XAccount.model_validate(values | more)

    def whatsapp_number(self, **more: Any) -> WhatsAppNumber:
        known = self.world.credentials.whatsapp
        values = {
            "phone_number_id": known.phone_number_id,
            "business_account_id": known.business_account_id,
            "access_token": known.access_token,
            "base_url": f"{self.url}/whatsapp",
            "timeout": 2,
        }
        return WhatsAppNumber.model_validate(values | more)

    def facebook_page(self, **more: Any) -> FacebookPage:
        known = self.world.credentials.facebook
        values = {
            "page_id": known.page_id,
            "page_token": known.page_token,
            "app_secret": known.app_secret,
            "base_url": f"{self.url}/graph",
            "timeout": 2,
        }
        return FacebookPage.model_validate(values | more)

    def instagram_account(self, **more: Any) -> InstagramAccount:
        brand = self.world.brand
        page = self.facebook_page(**more).model_dump()
        values = page | {"user_id": brand.instagram_id, "username": brand.handle}
        return InstagramAccount.model_validate(values)


@contextmanager
def practice_on(stage: Stage) -> Iterator[Practice]:
    hands = Hands()
    clock = Clock(scenario_start=hands(), ends_at=hands(), real_now=hands)
    world = World(nothing(hands()), clock, seed=0)
    stage.app = build(world)
    yield Practice(stage.url, world, hands)
