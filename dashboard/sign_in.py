"""Signing in and out: plain pages of our own, before any of Streamlit's code runs."""

from __future__ import annotations

import math
from urllib.parse import quote

import anyio
import anyio.to_thread
import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard import cookies, words
from dashboard.auth_page import (
    EXPIRED,
    HASHES_AT_ONCE,
    client_of,
    fields_of,
    is_ours,
    let_in,
    may_post,
    own_path,
    sign_in_page,
)
from dashboard.desk import Desk
from dashboard.gate import CHOOSE, SIGN_IN, SIGN_OUT
from dashboard.single_sign_on import goodbye
from dashboard.tongue import N_, _
from domain.client import Client
from domain.errors import ListenpostError
from listenpost.services import sessions, sign_in
from listenpost.services.sign_in import Entered, Refused

WRONG = N_(
    "The user name or the password is wrong. "
    "After several wrong tries you have to wait for some minutes."
)

log = structlog.get_logger(__name__)


def routes(desk: Desk) -> list[Route]:
    """The pages under /auth/."""
    pages = SignIn(desk)
    return [
        Route(SIGN_IN, pages.show, methods=["GET"]),
        Route(SIGN_IN, pages.enter, methods=["POST"]),
        Route(SIGN_OUT, pages.leave, methods=["GET", "POST"]),
    ]


class SignIn:
    """The sign-in form and what it leads to."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._limit = anyio.CapacityLimiter(HASHES_AT_ONCE)

    async def show(self, request: Request) -> Response:
        return self._form(request, wanted=request.query_params.get("next", "/"))

    async def enter(self, request: Request) -> Response:
        fields = await fields_of(request)
        wanted, name = fields.get("next", "/"), fields.get("username", "")
        if not may_post(self._desk, request, fields):
            return self._form(request, wanted=wanted, error=_(EXPIRED))
        found = await anyio.to_thread.run_sync(
            self._check, fields, client_of(request), limiter=self._limit
        )
        if isinstance(found, Refused):
            return self._refused(request, found, wanted=wanted, name=name)
        target = own_path(wanted)
        if found.must_change:
            target = f"{CHOOSE}?next={quote(target, safe='')}"
        return let_in(self._desk, found, target)

    async def leave(self, request: Request) -> Response:
        """POST only; SameSite=Lax keeps the cookie from other sites' forms, Origin is checked."""
        if request.method != "POST":
            return Response(_("Use the button."), 405, {"Allow": "POST"})
        if not is_ours(self._desk, request):
            return RedirectResponse(SIGN_IN, 303)
        token = request.cookies.get(cookies.SESSION)
        response = await anyio.to_thread.run_sync(self._leave, token)
        response.delete_cookie(cookies.SESSION)
        return response

    def _leave(self, token: str | None) -> Response:
        """Signed out here in any case; at the provider where somebody came by it."""
        by_provider = sessions.sign_out(self._desk.app, token)
        leading = None
        if by_provider:
            try:
                leading = goodbye(self._desk)
            except ListenpostError as error:
                log.warning("sign_out.provider", error=str(error))
        return leading or RedirectResponse(SIGN_IN, 303)

    def _check(self, fields: dict[str, str], client: Client) -> Entered | Refused:
        found = sign_in.sign_in(
            self._desk.app,
            name=fields.get("username", "").strip()[:64],
            password=fields.get("password", ""),
            lasts=self._desk.session_lasts,
            client=client,
        )
        outcome = "refused" if isinstance(found, Refused) else "accepted"
        self._desk.app.metrics.sign_ins.labels(outcome).inc()
        return found

    def _refused(self, request: Request, found: Refused, *, wanted: str, name: str) -> HTMLResponse:
        if found.wait is None:
            return self._form(request, wanted=wanted, error=_(WRONG), name=name)
        minutes = max(1, math.ceil(found.wait.total_seconds() / 60))
        error = words.counted(
            minutes,
            "Too many wrong tries came from where you are. Try again in {number} minute.",
            "Too many wrong tries came from where you are. Try again in {number} minutes.",
        )
        answer = self._form(request, wanted=wanted, error=error, name=name, status=429)
        answer.headers["Retry-After"] = str(math.ceil(found.wait.total_seconds()))
        return answer

    def _form(
        self,
        request: Request,
        *,
        wanted: str,
        error: str = "",
        name: str = "",
        status: int | None = None,
    ) -> HTMLResponse:
        return sign_in_page(
            self._desk, request, wanted=wanted, error=error, name=name, status=status
        )
