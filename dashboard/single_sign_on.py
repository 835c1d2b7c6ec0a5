"""Off to the provider of single sign-on and back; what only this browser knows is in its cookie."""

from __future__ import annotations

import base64
import binascii
import html
import json
import secrets
from functools import partial

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard import cookies
from dashboard.auth_page import client_of, let_in, own_path, sign_in_page
from dashboard.desk import Desk
from dashboard.gate import BACK, SIGN_IN, START
from dashboard.tongue import N_, _
from domain.errors import ListenpostError
from domain.identity_provider import Begun, IdentityProvider
from listenpost.language import spoken_for
from listenpost.services import single_sign_on
from listenpost.services.sign_in import Entered

MINUTES = 10
"""How long somebody may take at the provider."""
_LONGEST = 512
EXPIRED = N_("This sign-in has expired, or began in another browser. Please try again.")
DENIED = N_("The provider did not let you in.")


def routes(desk: Desk) -> list[Route]:
    """Both ends; without a provider nothing is there."""
    if desk.app.provider is None:
        return []
    pages = SingleSignOn(desk, desk.app.provider())
    return [Route(START, pages.start), Route(BACK, pages.back)]


class SingleSignOn:
    """The way to the provider and the way back."""

    def __init__(self, desk: Desk, provider: IdentityProvider) -> None:
        self._desk = desk
        self._provider = provider
        self._back = desk.settings.dashboard.base_url() + BACK

    async def start(self, request: Request) -> Response:
        wanted = own_path(request.query_params.get("next", "/"))
        try:
            again = request.query_params.get("again") == "1"
            begin = partial(self._provider.begin, self._back, again=again)
            begun = await anyio.to_thread.run_sync(begin)
        except ListenpostError as error:
            return sign_in_page(
                self._desk, request, wanted=wanted, error=spoken_for.said(str(error)), status=502
            )
        response = RedirectResponse(begun.url, 303)
        response.set_cookie(
            cookies.PROVIDER,
            _packed(begun, wanted),
            max_age=MINUTES * 60,
            httponly=True,
            samesite="lax",
            secure=self._desk.secure,
        )
        return response

    async def back(self, request: Request) -> Response:
        """The state must be this browser's; the cookie is good once."""
        response = await self._answer(request)
        response.delete_cookie(cookies.PROVIDER)
        return response

    async def _answer(self, request: Request) -> Response:
        given, wanted = _unpacked(request.cookies.get(cookies.PROVIDER))
        query = request.query_params
        state = query.get("state", "")
        if given is None or not secrets.compare_digest(state.encode(), given.state.encode()):
            return sign_in_page(self._desk, request, wanted=wanted, error=_(EXPIRED))
        if "error" in query or not query.get("code"):
            return sign_in_page(self._desk, request, wanted=wanted, error=_(DENIED))
        enter = partial(self._enter, request, given, query["code"][:4096])
        try:
            entered = await anyio.to_thread.run_sync(enter)
        except ListenpostError as error:
            return sign_in_page(
                self._desk, request, wanted=wanted, error=spoken_for.said(str(error))
            )
        return let_in(self._desk, entered, own_path(wanted))

    def _enter(self, request: Request, given: Begun, code: str) -> Entered:
        claims = self._provider.claims(
            code=code, redirect_uri=self._back, nonce=given.nonce, verifier=given.verifier
        )
        entered = single_sign_on.enter(
            self._desk.app, claims, lasts=self._desk.session_lasts, client=client_of(request)
        )
        self._desk.app.metrics.sign_ins.labels("accepted").inc()
        return entered


def goodbye(desk: Desk) -> Response | None:
    """A page that leads to the provider's own sign-out; None where there is none.

    A redirect would not do: the form's policy lets nobody be sent elsewhere by it.
    """
    rules = desk.app.access.provider
    if desk.app.provider is None or rules is None or not rules.sign_out:
        return None
    url = desk.app.provider().end_url(desk.settings.dashboard.base_url() + SIGN_IN)
    if url is None:
        return None
    address = html.escape(url)
    title = html.escape(_("Signing out"))
    leave = html.escape(_("Sign out of {provider}, too").format(provider=rules.label))
    return HTMLResponse(
        f'<!doctype html><html lang="en"><title>{title}</title>'
        f'<meta http-equiv="refresh" content="0; url={address}">'
        f'<p><a href="{address}">{leave}</a></p></html>'
    )


def _packed(begun: Begun, wanted: str) -> str:
    told = [begun.state, begun.nonce, begun.verifier, wanted[:_LONGEST]]
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode()


def _unpacked(cookie: str | None) -> tuple[Begun | None, str]:
    try:
        state, nonce, verifier, wanted = json.loads(base64.urlsafe_b64decode(cookie or ""))
    except (ValueError, TypeError, binascii.Error):
        return None, "/"
    if not all(isinstance(part, str) and part for part in (state, nonce, verifier, wanted)):
        return None, "/"
    return Begun(url="", state=state, nonce=nonce, verifier=verifier), wanted
