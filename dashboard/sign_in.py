"""Signing in and out: plain pages of our own, before any of Streamlit's code runs."""

from __future__ import annotations

import html
import secrets
from functools import cache
from pathlib import Path
from string import Template
from urllib.parse import parse_qs, urlsplit

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard import cookies
from dashboard.desk import Desk
from dashboard.gate import SIGN_IN, SIGN_OUT
from listenpost.services import accounts

LONGEST_FORM = 8192
HASHES_AT_ONCE = 2
"""One argon2 hash takes 64 MiB: more at once would let strangers exhaust the memory."""

EXPIRED = "This form is no longer valid. Please try again."
WRONG = (
    "The user name or the password is wrong. "
    "After several wrong tries an account is locked for a few minutes."
)


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
        wanted = fields.get("next", "/")
        if not self._is_ours(request) or not _csrf_holds(request, fields.get("csrf", "")):
            return self._form(request, wanted=wanted, error=EXPIRED)
        token = await anyio.to_thread.run_sync(self._check, fields, limiter=self._limit)
        if token is None:
            name = fields.get("username", "")
            return self._form(request, wanted=wanted, error=WRONG, name=name)
        response = RedirectResponse(own_path(wanted), 303)
        response.set_cookie(
            cookies.SESSION,
            token,
            max_age=int(self._desk.session_lasts.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=self._desk.secure,
        )
        return response

    async def leave(self, request: Request) -> Response:
        """POST only; SameSite=Lax keeps the cookie from other sites' forms, Origin is checked."""
        if request.method != "POST":
            return Response("Use the button.", 405, {"Allow": "POST"})
        response = RedirectResponse(SIGN_IN, 303)
        if self._is_ours(request):
            token = request.cookies.get(cookies.SESSION)
            await anyio.to_thread.run_sync(accounts.sign_out, self._desk.app, token)
            response.delete_cookie(cookies.SESSION)
        return response

    def _is_ours(self, request: Request) -> bool:
        """Whether the form came from a page of ours; a browser that does not say is let through.

        A proxy may have changed the Host header: then the public address decides.
        """
        origin = request.headers.get("origin")
        public = urlsplit(self._desk.settings.dashboard.public_url or "").netloc
        known = {request.headers.get("host"), public or None}
        return origin is None or urlsplit(origin).netloc in known

    def _check(self, fields: dict[str, str]) -> str | None:
        return accounts.sign_in(
            self._desk.app,
            name=fields.get("username", "").strip()[:64],
            password=fields.get("password", "")[:1024],
            lasts=self._desk.session_lasts,
        )

    def _form(
        self, request: Request, *, wanted: str, error: str = "", name: str = ""
    ) -> HTMLResponse:
        """The form; a CSRF token that the browser has already is kept, for its other tabs."""
        csrf = request.cookies.get(cookies.CSRF) or secrets.token_urlsafe(24)
        page = _template().substitute(
            brand=html.escape(self._desk.app.brand),
            error=f'<p class="error" role="alert">{html.escape(error)}</p>' if error else "",
            csrf=html.escape(csrf),
            next=html.escape(own_path(wanted)),
            name=html.escape(name[:64]),
        )
        response = HTMLResponse(page, 401 if error else 200, {"Cache-Control": "no-store"})
        response.set_cookie(
            cookies.CSRF,
            csrf,
            path="/auth",
            httponly=True,
            samesite="strict",
            secure=self._desk.secure,
        )
        return response


def own_path(wanted: str) -> str:
    """The path if it leads to a page of ours, else the start page: no open redirect."""
    parts = urlsplit(wanted)
    foreign = parts.scheme or parts.netloc or not wanted.startswith("/") or "\\" in wanted
    strange = wanted.startswith(("//", "/auth/")) or not wanted.isprintable()
    return "/" if foreign or strange else wanted


def _csrf_holds(request: Request, sent: str) -> bool:
    kept = request.cookies.get(cookies.CSRF)
    return bool(kept) and secrets.compare_digest(sent.encode(), (kept or "").encode())


async def fields_of(request: Request, longest: int = LONGEST_FORM) -> dict[str, str]:
    """The form's fields; nothing at all if it is too long to be ours."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > longest:
            return {}
    found = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10)
    return {key: values[0] for key, values in found.items()}


@cache
def _template() -> Template:
    page = Path(__file__).parent / "templates" / "sign_in.html"
    return Template(page.read_text(encoding="utf-8"))
