"""The seam of libraries that speak through httpx: each request is told to the meter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from platforms.meter import current, endpoint_of

Named = Callable[[httpx.Request], str]


def by_path(request: httpx.Request) -> str:
    """Of one service: the path without its ids is the endpoint."""
    return endpoint_of(request.method, request.url.path)


def by_host(request: httpx.Request) -> str:
    """Of many sites: each has limits of its own, and its addresses may hold secrets."""
    return f"{request.method} {request.url.host}"[:120]


def hooks(named: Named = by_path) -> dict[str, list[Callable[..., Any]]]:
    """For `httpx.Client(event_hooks=...)`, or a library that takes httpx's arguments.

    Not a transport: with one of ours, httpx would no longer look for the proxy of the environment.
    """

    def before(request: httpx.Request) -> None:
        meter = current()
        if meter is not None:
            meter.before(named(request))

    def answered(response: httpx.Response) -> None:
        meter = current()
        if meter is not None:
            meter.answered(named(response.request), response.headers)

    return {"request": [before], "response": [answered]}
