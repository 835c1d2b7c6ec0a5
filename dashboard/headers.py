"""Security headers for every answer."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_KEPT = ("/static/", "/auth/icon.svg", "/favicon")
"""What is the same for everybody, and may stay in a browser's cache."""
_SIGN_OUT = "/auth/sign-out"
_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


@cache
def content_security_policy() -> str:
    """What Streamlit 1.67 needs and no more.

    Styles are inline (emotion), components of ours are loaded from blob: addresses, and the one
    inline script of Streamlit's index.html is allowed by its hash.
    """
    hashes = " ".join(f"'sha256-{digest}'" for digest in _inline_scripts())
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: {hashes}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "frame-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _inline_scripts() -> list[str]:
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    found = _INLINE_SCRIPT.findall(index.read_bytes())
    return [base64.b64encode(hashlib.sha256(script).digest()).decode() for script in found]


class SecurityHeaders:
    """Adds the headers to what passes through; `secure` says that we are served by https."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": content_security_policy(),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
        }
        if secure:
            self._headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
                if not scope["path"].startswith(_KEPT):
                    headers["Cache-Control"] = "no-store"
                if scope["path"] == _SIGN_OUT:
                    headers["Clear-Site-Data"] = '"storage"'
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
