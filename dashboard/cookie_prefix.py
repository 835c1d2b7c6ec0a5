"""Cookies' names where we are served by https: with the prefix that browsers guard."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

OURS = b"listenpost_"
HOST, SECURE = b"__Host-", b"__Secure-"
Headers = Iterable[tuple[bytes, bytes]]


class CookiePrefix:
    """Gives our cookies `__Host-` (or `__Secure-`, where they are for a part of us) on their way
    out and takes it off on their way in. A browser takes such a cookie from us alone, by https:
    no neighbouring host and nobody on the way can plant one. Without the prefix ours count as
    none.
    """

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._secure or scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return

        async def with_prefix(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                message = {**message, "headers": outgoing(message.get("headers", ()))}
            await send(message)

        await self._app({**scope, "headers": incoming(scope["headers"])}, receive, with_prefix)


def outgoing(headers: Headers) -> list[tuple[bytes, bytes]]:
    """The answer's headers, our cookies under their guarded names."""
    return [
        (name, _guarded(value) if name.lower() == b"set-cookie" else value)
        for name, value in headers
    ]


def _guarded(cookie: bytes) -> bytes:
    if not cookie.startswith(OURS):
        return cookie
    parts = [part.strip().lower() for part in cookie.split(b";")[1:]]
    everywhere = b"path=/" in parts and not any(part.startswith(b"domain=") for part in parts)
    safe = cookie if b"secure" in parts else cookie + b"; Secure"
    return (HOST if everywhere else SECURE) + safe


def incoming(headers: Headers) -> list[tuple[bytes, bytes]]:
    """The request's headers, our cookies under the names that the code knows."""
    return [
        (name, _plain(value) if name.lower() == b"cookie" else value) for name, value in headers
    ]


def _plain(cookies: bytes) -> bytes:
    kept = []
    for part in cookies.split(b";"):
        cookie = part.strip()
        for prefix in (HOST, SECURE):
            if cookie.startswith(prefix + OURS):
                kept.append(cookie.removeprefix(prefix))
                break
        else:
            if not cookie.startswith(OURS):
                kept.append(cookie)
    return b"; ".join(kept)
