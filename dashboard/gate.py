"""Nothing without a live session: neither a page nor the socket that fills it."""

from __future__ import annotations

from urllib.parse import quote

import anyio.to_thread
from starlette.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard import cookies
from dashboard.desk import Desk
from domain.role import Actor
from listenpost.services import accounts
from listenpost.services.handoff import CUSTOMER_PATH
from listenpost.webhooks import META

SIGN_IN = "/auth/sign-in"
SIGN_OUT = "/auth/sign-out"
ICON = "/auth/icon.svg"
HOOKS = "/hooks/crm"  # it asks for a signature instead, as META does
HANDOFF = "/handoff"  # these two ask for a context code and a PIN
HANDOFF_NOTE = "/handoff/note"
OPEN_PATHS = frozenset(
    {SIGN_IN, SIGN_OUT, ICON, HOOKS, META, HANDOFF, HANDOFF_NOTE}
    | {"/healthz", "/favicon.ico", "/favicon.png"}
)
OPEN_PREFIXES = ("/static/", CUSTOMER_PATH)
"""Streamlit's own scripts and fonts; and what a customer's code opens."""
POLICY_VIOLATION = 1008


class Gate:
    """Asks for the session on every request, so that a revoked one ends at once."""

    def __init__(self, app: ASGIApp, *, desk: Desk) -> None:
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _is_open(scope) or await self._actor(scope) is not None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await _refuse(scope, receive, send)

    async def _actor(self, scope: Scope) -> Actor | None:
        token = cookies.read(scope["headers"], cookies.SESSION)
        if token is None:
            return None
        return await anyio.to_thread.run_sync(accounts.who, self._desk.app, token)


def _is_open(scope: Scope) -> bool:
    path: str = scope.get("path", "")
    if scope["type"] != "http":
        return bool(scope["type"] == "lifespan")
    return path in OPEN_PATHS or path.startswith(OPEN_PREFIXES)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """A person's browser is sent to the sign-in page; whatever else asks is told why."""
    accept = dict(scope["headers"]).get(b"accept", b"")
    if scope["method"] == "GET" and b"text/html" in accept:
        wanted = scope["path"] + (
            f"?{scope['query_string'].decode()}" * bool(scope["query_string"])
        )
        target = SIGN_IN if wanted == "/" else f"{SIGN_IN}?next={quote(wanted, safe='')}"
        await RedirectResponse(target, 303)(scope, receive, send)
    else:
        await JSONResponse({"error": "sign in first"}, 401)(scope, receive, send)
