"""Every page says which language it is in, and is in the one that its reader wants."""

from __future__ import annotations

from http.cookies import SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import cookies, tongue
from dashboard.desk import Desk
from domain.interface import ENGLISH, LANGUAGES, chosen

CHOICE = "language"
"""The field of an address by which somebody chooses before signing in."""
_A_YEAR = 365 * 24 * 3600
_WRITTEN = f'<html lang="{ENGLISH}"'.encode()


class DocumentLanguage:
    """Inside the gate, which says who asks: plain pages and Streamlit's own first document."""

    def __init__(self, app: ASGIApp, *, desk: Desk) -> None:
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if "text/html" not in headers.get("accept", ""):
            await self._app(scope, receive, send)
            return
        picked = _picked(scope)
        language = chosen(
            picked,
            getattr(scope.get("state", {}).get("actor"), "language", None),
            cookies.read(scope["headers"], cookies.LANGUAGE),
            asked=headers.get("accept-language", ""),
            otherwise=self._desk.settings.dashboard.language,
        )
        tongue.speak(language)
        plain = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start" and picked:
                MutableHeaders(scope=message).append("set-cookie", self._kept(picked))
            if message["type"] == "http.response.body":
                message["body"] = said(message.get("body", b""), language)
            await send(message)

        await self._app({**scope, "headers": plain}, receive, named)

    def _kept(self, language: str) -> str:
        cookie: SimpleCookie = SimpleCookie({cookies.LANGUAGE: language})
        kept = cookie[cookies.LANGUAGE]
        kept["path"], kept["max-age"], kept["samesite"] = "/", str(_A_YEAR), "lax"
        kept["httponly"], kept["secure"] = True, self._desk.secure
        return kept.OutputString()


def said(body: bytes, language: str) -> bytes:
    """The document with its language; as long as before, for every code has two letters."""
    return body.replace(_WRITTEN, f'<html lang="{language}"'.encode(), 1)


def _picked(scope: Scope) -> str | None:
    found = parse_qs(scope["query_string"].decode("latin-1")).get(CHOICE, [""])[0]
    return found if found in LANGUAGES and scope["path"].startswith("/auth/") else None
