"""Cookies' names in a practice room, so that one browser is signed in there and in the real one.

A browser tells cookies of one host apart by their names and not by their ports.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.cookie_prefix import OURS, Headers

THEIRS = OURS + b"practice_"


class PracticeCookies:
    """Gives our cookies names of the practice room; without them ours count as none."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return

        async def renamed(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                message = {**message, "headers": outgoing(message.get("headers", ()))}
            await send(message)

        await self._app({**scope, "headers": incoming(scope["headers"])}, receive, renamed)


def outgoing(headers: Headers) -> list[tuple[bytes, bytes]]:
    """The answer's headers, our cookies under the room's names."""
    return [
        (name, value.replace(OURS, THEIRS, 1))
        if name.lower() == b"set-cookie" and value.startswith(OURS)
        else (name, value)
        for name, value in headers
    ]


def incoming(headers: Headers) -> list[tuple[bytes, bytes]]:
    """The request's headers, the room's cookies under the names that the code knows."""
    return [
        (name, _known(value) if name.lower() == b"cookie" else value) for name, value in headers
    ]


def _known(cookies: bytes) -> bytes:
    kept = []
    for part in cookies.split(b";"):
        cookie = part.strip()
        if cookie.startswith(THEIRS):
            kept.append(cookie.replace(THEIRS, OURS, 1))
        elif not cookie.startswith(OURS):
            kept.append(cookie)
    return b"; ".join(kept)
