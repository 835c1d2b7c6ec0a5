"""The real clients, pointed at a practice network, and a hand on its control plane."""

from __future__ import annotations

import json
import time
import warnings
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
import requests
import tweepy  # type: ignore[import-untyped]
from requests.adapters import HTTPAdapter

from sandbox.clock import Clock
from sandbox.scenario import nothing
from sandbox.world import World

with warnings.catch_warnings():  # its non-raw pattern warns whenever it is compiled anew
    warnings.simplefilter("ignore")
    import facebook

__all__ = ["Graph", "Json", "Practice", "RealTime", "Redirect", "facebook", "still_world"]

Json = dict[str, Any]


class Redirect(HTTPAdapter):
    """Sends what is meant for X to the practice network."""

    def __init__(self, base: str, timeout: float = 5) -> None:
        self._base, self._timeout = urlsplit(base), timeout
        super().__init__()

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        there = urlsplit(str(request.url))
        path = self._base.path + there.path
        request.url = there._replace(
            scheme=self._base.scheme, netloc=self._base.netloc, path=path
        ).geturl()
        return super().send(request, **(options | {"timeout": self._timeout}))


class Graph(facebook.GraphAPI):  # type: ignore[misc]
    """facebook-sdk on another address and a current version; nothing else is changed."""

    def __init__(self, base: str, token: str, version: str = "v26.0") -> None:
        super().__init__(access_token=token, timeout=5)
        self.version = version
        self.session.mount("https://graph.facebook.com/", Redirect(base))


@dataclass(slots=True)
class RealTime:
    """A real clock that a test can move."""

    at: float = field(default_factory=time.time)

    def __call__(self) -> float:
        return self.at


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice network under test."""

    url: str
    world: World
    time: RealTime
    http: httpx.Client

    def post(self, text: str, **more: Any) -> Json:
        """Publish as a customer."""
        return self.control("POST", "posts", text=text, **more)

    def control(self, method: str, path: str, **body: Any) -> Json:
        content = json.dumps(body) if body else None  # httpx itself can't write half an emoji
        answer = self.http.request(method, f"{self.url}/_sandbox/{path}", content=content)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def books(self) -> Json:
        return self.control("GET", "books")

    def x(self, timeout: float = 5) -> tweepy.Client:
        known = self.world.credentials.x
        client = tweepy.Client(
            bearer_token=known.bearer_token,
            consumer_key=known.consumer_key,
            consumer_secret=known.consumer_secret,
            access_token=known.access_token,
            access_token_secret=known.access_token_secret,
        )
        client.session.mount("https://api.twitter.com/", Redirect(f"{self.url}/x", timeout))
        return client

    def graph(self) -> Graph:
        return Graph(f"{self.url}/graph", self.world.credentials.facebook.page_token)

    @property
    def brand_x_id(self) -> str:
        return self.world.brand.x_id

    @property
    def page_id(self) -> str:
        return self.world.brand.facebook_id


def still_world(at: RealTime, *, seed: int = 0) -> World:
    """Nothing planned, and a clock that moves only when the test says so."""
    return World(nothing(at()), Clock(scenario_start=at(), ends_at=at(), real_now=at), seed=seed)
