"""The dashboard as one ASGI application: Streamlit's pages behind our own doors."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st
import structlog
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from dashboard import (
    gate,
    handoff_pages,
    hooks,
    new_password,
    shell,
    sign_in,
    single_sign_on,
    ways_in,
)
from dashboard.cookie_prefix import CookiePrefix
from dashboard.desk import Desk, set_up
from dashboard.document_language import DocumentLanguage
from dashboard.headers import SecurityHeaders
from dashboard.practice_cookies import PracticeCookies
from dashboard.tongue import _
from domain.errors import ListenpostError
from listenpost import vitals, webhooks
from listenpost.services.app import App
from listenpost.settings import Settings

SCRIPT = Path(__file__).parent / "page.py"
log = structlog.get_logger(__name__)


def make_app(app: App, settings: Settings) -> st.App:
    """Put the pages, the sign-in and the gate together; one such app lives in a process."""
    desk = Desk(built=app, settings=settings)
    set_up(desk)
    return st.App(
        SCRIPT,  # it runs dashboard.shell, which is imported here already: the first page is fast
        routes=[
            *sign_in.routes(desk),
            *new_password.routes(desk),
            *single_sign_on.routes(desk),
            *hooks.routes(desk),
            *handoff_pages.routes(desk),
            *ways_in.routes(desk),
            *webhooks.routes(app, settings.webhooks),
            *(Route(path, _icon) for path in (gate.ICON, "/favicon.ico", "/favicon.png")),
            *vitals.beside_pages(app, settings.monitoring),
        ],
        middleware=[
            Middleware(SecurityHeaders, secure=desk.secure),
            Middleware(TrustedHostMiddleware, allowed_hosts=desk.hosts, www_redirect=False),
            Middleware(CookiePrefix, secure=desk.secure),
            *([Middleware(PracticeCookies)] if settings.practice.url else []),
            Middleware(gate.Gate, desk=desk),
            Middleware(DocumentLanguage, desk=desk),
        ],
        on_script_error=_tell,
    )


async def _icon(_request: Request) -> Response:
    return FileResponse(shell.ICON, media_type="image/svg+xml")


def _tell(error: Exception) -> bool:
    """What a page did not catch: written to the log in full, told to the agent in one line."""
    expected = isinstance(error, ListenpostError)
    log.log(logging.WARNING if expected else logging.ERROR, "page.failed", exc_info=error)
    st.error(
        _(
            "This did not work, and it is our fault. Reload the page; if it happens again, tell "
            "the person who runs Listenpost: the log has the details."
        ),
        icon=":material/error:",
    )
    return True
