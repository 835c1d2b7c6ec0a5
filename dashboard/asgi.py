"""The dashboard as one ASGI application: Streamlit's pages behind our own doors."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

import anyio.to_thread
import streamlit as st
import structlog
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from dashboard import gate, handoff_pages, hooks, shell, sign_in
from dashboard.desk import Desk, set_up
from dashboard.headers import SecurityHeaders
from domain.errors import ListenpostError
from listenpost import webhooks
from listenpost.services import accounts
from listenpost.services.app import App
from listenpost.settings import Settings

SCRIPT = Path(__file__).parent / "page.py"
log = structlog.get_logger(__name__)


def make_app(app: App, settings: Settings) -> st.App:
    """Put the pages, the sign-in and the gate together; one such app lives in a process."""
    desk = Desk(app=app, settings=settings)
    set_up(desk)
    return st.App(
        SCRIPT,  # it runs dashboard.shell, which is imported here already: the first page is fast
        routes=[
            *sign_in.routes(desk),
            *hooks.routes(desk),
            *handoff_pages.routes(desk),
            *webhooks.routes(app, settings.webhooks),
            *(Route(path, _icon) for path in (gate.ICON, "/favicon.ico", "/favicon.png")),
            Route("/healthz", partial(_healthz, desk=desk)),
        ],
        middleware=[
            Middleware(SecurityHeaders, secure=desk.secure),
            Middleware(TrustedHostMiddleware, allowed_hosts=desk.hosts, www_redirect=False),
            Middleware(gate.Gate, desk=desk),
        ],
        on_script_error=_tell,
    )


async def _icon(_request: Request) -> Response:
    return FileResponse(shell.ICON, media_type="image/svg+xml")


async def _healthz(_request: Request, *, desk: Desk) -> Response:
    """For supervisors and proxies: the process answers and its database can be read."""
    try:
        await anyio.to_thread.run_sync(accounts.list_users, desk.app)
    except Exception as error:  # noqa: BLE001 - whatever it is, the answer is 503
        log.error("dashboard.unhealthy", error=type(error).__name__)
        return JSONResponse({"ok": False, "error": "the database cannot be read"}, 503)
    return JSONResponse({"ok": True})


def _tell(error: Exception) -> bool:
    """What a page did not catch: written to the log in full, told to the agent in one line."""
    expected = isinstance(error, ListenpostError)
    log.log(logging.WARNING if expected else logging.ERROR, "page.failed", exc_info=error)
    st.error(
        "This did not work, and it is our fault. Reload the page; if it happens again, tell the "
        "person who runs Listenpost: the log has the details.",
        icon=":material/error:",
    )
    return True
