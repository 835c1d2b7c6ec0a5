"""One server for all tests, and a practice network of its own for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.app import build
from sandbox.server import serving
from tests.sandbox.practice import Practice, RealTime, still_world


class Stage:
    """The application of the test that runs."""

    url: str
    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    stage = Stage()
    with serving(stage) as url:
        stage.url = url
        yield stage


@pytest.fixture
def practice(stage: Stage) -> Iterator[Practice]:
    """Empty, on a clock that stands still."""
    time = RealTime()
    world = still_world(time)
    stage.app = build(world)
    with httpx.Client(timeout=10) as http:
        yield Practice(stage.url, world, time, http)
