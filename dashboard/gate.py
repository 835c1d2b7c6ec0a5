"""Nothing without a live session: neither a page nor the socket that fills it."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

import anyio.to_thread
import structlog
from starlette.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnected

from dashboard import cookies
from dashboard.desk import Desk
from dashboard.live_socket import watched
from domain.role import Actor
from listenpost import vitals
from listenpost.services import sessions
from listenpost.services.handoff import CUSTOMER_PATH
from listenpost.webhooks import META

SIGN_IN = "/auth/sign-in"
SIGN_OUT = "/auth/sign-out"
CHOOSE = "/auth/new-password"  # it asks for a session that may do this and no more
START = "/auth/oidc"  # to the provider, and back with a state that only this browser knows
BACK = "/auth/oidc/back"
ICON = "/auth/icon.svg"
HOOKS = "/hooks/crm"  # it asks for a signature instead, as META does
HANDOFF = "/handoff"  # these two ask for a context code and a PIN
HANDOFF_NOTE = "/handoff/note"
OPEN_PATHS = frozenset(
    {SIGN_IN, SIGN_OUT, CHOOSE, START, BACK, ICON, HOOKS, META, HANDOFF, HANDOFF_NOTE}
    | vitals.PATHS
    | {"/favicon.ico", "/favicon.png"}
)
OPEN_PREFIXES = ("/static/", CUSTOMER_PATH)
"""Streamlit's own scripts and fonts; and what a customer's code opens."""
POLICY_VIOLATION = 1008
log = structlog.get_logger(__name__)


class Gate:
    """Asks for the session on every request and every click, so that a revoked one ends at once."""

    def __init__(self, app: ASGIApp, *, desk: Desk) -> None:
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        actor = None if _is_open(scope) else await self._actor(scope, _opens_a_page(scope))
        if actor is not None and scope["type"] == "websocket":
            await self._page(scope, watched(receive, partial(self._actor, scope), actor), send)
        elif actor is not None or _is_open(scope):
            scope.setdefault("state", {})["actor"] = actor
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await _refuse(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page that is left while Streamlit writes to it has ended, and is no fault of ours."""
        try:
            await self._app(scope, receive, send)
        except WebSocketDisconnected:
            log.debug("page.left")

    async def _actor(self, scope: Scope, acts: bool) -> Actor | None:
        token = cookies.read(scope["headers"], cookies.SESSION)
        if token is None:
            return None
        ask = partial(sessions.who, self._desk.app, token, acts=acts)
        return await anyio.to_thread.run_sync(ask)


def _is_open(scope: Scope) -> bool:
    path: str = scope.get("path", "")
    if scope["type"] != "http":
        return bool(scope["type"] == "lifespan")
    return path in OPEN_PATHS or path.startswith(OPEN_PREFIXES)


def _opens_a_page(scope: Scope) -> bool:
    """Whether a person's browser asks for a page, and not a page for its parts."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    return b"text/html" in dict(scope["headers"]).get(b"accept", b"")


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """A person's browser is sent to the sign-in page; whatever else asks is told why."""
    if _opens_a_page(scope):
        wanted = scope["path"] + (
            f"?{scope['query_string'].decode()}" * bool(scope["query_string"])
        )
        target = SIGN_IN if wanted == "/" else f"{SIGN_IN}?next={quote(wanted, safe='')}"
        await RedirectResponse(target, 303)(scope, receive, send)
    else:
        await JSONResponse({"error": "sign in first"}, 401)(scope, receive, send)
