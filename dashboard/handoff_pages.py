"""Pages behind a context code: the customer's own words, and the story for who has a PIN."""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from string import Template

import anyio
import anyio.to_thread
import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dashboard import handoff_html
from dashboard.auth_page import fields_of
from dashboard.desk import Desk
from dashboard.gate import HANDOFF, HANDOFF_NOTE
from dashboard.tongue import _
from domain.errors import ConfigurationError, ListenpostError, RetryLater
from listenpost.language import spoken_for
from listenpost.services import handoff_opening, handoff_outcome
from listenpost.services.handoff import CUSTOMER_PATH
from listenpost.services.handoff_opening import OpensNothing, Visit
from listenpost.services.handoff_story import OwnWords

NOT_FOUND, TOO_MANY, DONE = 404, 429, 200
LONGEST_FORM = 40_000
_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow, noarchive"}
log = structlog.get_logger(__name__)


def routes(desk: Desk) -> list[Route]:
    """The customer's page, and the two of whoever has a PIN; none of them sets a cookie."""
    return [
        Route(CUSTOMER_PATH + "{code}", partial(_read, desk=desk), methods=["GET"]),
        Route(HANDOFF, partial(_ask, desk=desk), methods=["GET"]),
        Route(HANDOFF, partial(_open, desk=desk), methods=["POST"]),
        Route(HANDOFF_NOTE, partial(_note, desk=desk), methods=["POST"]),
    ]


async def _read(request: Request, *, desk: Desk) -> Response:
    """What she wrote, to whoever has her code; the same answer to every code that is not good."""
    code = request.path_params["code"]

    def found() -> OwnWords:
        return handoff_opening.read_own(desk.app, code=code, address=_address(request))

    if request.method == "HEAD":
        return _page(desk, "", status=DONE)
    return await _answered(
        desk,
        lambda: handoff_html.own_words(found(), code=code, brand=desk.app.brand),
        refused=handoff_html.nothing,
    )


async def _ask(_request: Request, *, desk: Desk) -> Response:
    return _page(desk, handoff_html.form(desk.app.brand))


async def _open(request: Request, *, desk: Desk) -> Response:
    given = await fields_of(request, LONGEST_FORM)

    def opened() -> Visit:
        return handoff_opening.open_with_pin(
            desk.app,
            code=given.get("code", ""),
            pin=given.get("pin", ""),
            who=given.get("who", ""),
            address=_address(request),
        )

    return await _answered(
        desk,
        lambda: handoff_html.visit(opened()),
        refused=partial(handoff_html.form, desk.app.brand, who=given.get("who", "")),
    )


async def _note(request: Request, *, desk: Desk) -> Response:
    given = await fields_of(request, LONGEST_FORM)

    def done() -> str:
        visit, note, solved = given.get("visit", ""), given.get("note", ""), given.get("solved")
        handoff_outcome.note_as_visitor(desk.app, visit, note, solved=bool(solved))
        return handoff_html.thanks()

    refused = partial(handoff_html.note_form, given.get("visit", ""), given.get("note", ""))
    return await _answered(desk, done, refused=refused)


async def _answered(
    desk: Desk, made: Callable[[], str], *, refused: Callable[..., str]
) -> Response:
    """The page, or what to say where there is none."""

    def now() -> str:
        desk.look()
        return made()

    try:
        body = await anyio.to_thread.run_sync(now)
    except ConfigurationError:
        log.exception("handoff.misconfigured")
        return _page(desk, refused(error=_(handoff_html.NOT_SET_UP)), status=503)
    except RetryLater as error:
        return _page(desk, refused(error=spoken_for.said(str(error))), status=TOO_MANY)
    except OpensNothing as error:
        return _page(desk, refused(error=spoken_for.said(str(error))), status=NOT_FOUND)
    except ListenpostError as error:
        return _page(desk, refused(error=spoken_for.said(str(error))), status=400)
    return _page(desk, body)


def _address(request: Request) -> str:
    """Who asks; behind a proxy on this machine the server has read it from X-Forwarded-For."""
    return request.client.host if request.client else ""


def _page(desk: Desk, body: str, *, status: int = DONE) -> HTMLResponse:
    page = _template().substitute(title=html.escape(desk.app.brand), body=body)
    return HTMLResponse(page, status, _HEADERS)


@cache
def _template() -> Template:
    page = Path(__file__).parent / "templates" / "handoff.html"
    return Template(page.read_text(encoding="utf-8"))
