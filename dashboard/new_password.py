"""Choosing a password of one's own in place of one that somebody else has made."""

from __future__ import annotations

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard import cookies
from dashboard.auth_page import (
    EXPIRED,
    HASHES_AT_ONCE,
    client_of,
    fields_of,
    let_in,
    may_post,
    own_path,
    page,
)
from dashboard.desk import Desk
from dashboard.gate import CHOOSE, SIGN_IN
from dashboard.tongue import _
from domain.client import Client
from domain.errors import BadInput, NotAllowed
from domain.role import Actor
from listenpost.language import spoken_for
from listenpost.services import own_account, sessions
from listenpost.services.sign_in import Entered


def routes(desk: Desk) -> list[Route]:
    """The one page."""
    pages = NewPassword(desk)
    return [Route(CHOOSE, pages.answer, methods=["GET", "POST"])]


class NewPassword:
    """The form; only who has just signed in with a one-time password sees it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._limit = anyio.CapacityLimiter(HASHES_AT_ONCE)

    async def answer(self, request: Request) -> Response:
        token = request.cookies.get(cookies.SESSION)
        user = await anyio.to_thread.run_sync(sessions.who_must_change, self._desk.app, token)
        if user is None:
            return RedirectResponse(SIGN_IN, 303)
        if request.method != "POST":
            return self._form(request, user, wanted=request.query_params.get("next", "/"))
        fields = await fields_of(request)
        wanted = own_path(fields.get("next", "/"))
        if not may_post(self._desk, request, fields):
            return self._form(request, user, wanted=wanted, error=_(EXPIRED))
        if fields.get("new", "") != fields.get("again", ""):
            return self._form(request, user, wanted=wanted, error=_("The two passwords differ."))
        try:
            entered = await anyio.to_thread.run_sync(
                self._choose, token, fields.get("new", ""), client_of(request), limiter=self._limit
            )
        except BadInput as error:
            return self._form(request, user, wanted=wanted, error=spoken_for.said(str(error)))
        except NotAllowed:
            return RedirectResponse(SIGN_IN, 303)
        return let_in(self._desk, entered, wanted)

    def _choose(self, token: str | None, new: str, client: Client) -> Entered:
        return own_account.choose_password(
            self._desk.app, token, new=new, lasts=self._desk.session_lasts, client=client
        )

    def _form(self, request: Request, user: Actor, *, wanted: str, error: str = "") -> HTMLResponse:
        return page(
            self._desk,
            request,
            "new_password",
            title=_("Choose your password"),
            error=error,
            next=own_path(wanted),
            name=user.name,
            told=_(
                "The password that you signed in with was made by somebody else and works this "
                "once. Choose one that only you know: at least {number} characters; a few words "
                "are easiest."
            ).format(number=self._desk.app.access.shortest_password),
            new_label=_("New password"),
            again_label=_("Again"),
            button=_("Keep it and go on"),
        )
