"""The door for Meta's deliveries: a signature for a session, and no answer before the commit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import anyio.to_thread
import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from domain import webhook
from listenpost import vitals
from listenpost.services import webhooks
from listenpost.services.app import App
from listenpost.settings.monitoring import MonitoringSettings
from listenpost.settings.webhooks import WebhookSettings

META = "/hooks/meta"
DOOR = "meta"
LONGEST_BODY = 3 * 1024 * 1024
"""Meta sends at most 3 MB."""
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
"""All, so that none of them falls through to pages of others."""
log = structlog.get_logger(__name__)


def routes(app: App, settings: WebhookSettings) -> list[Route]:
    """The door; without a secret nothing is behind it."""
    return [Route(META, partial(_serve, app=app, settings=settings), methods=METHODS)]


def make_app(
    app: App, settings: WebhookSettings, monitoring: MonitoringSettings | None = None
) -> Starlette:
    """The door alone, and beside it how this process stands."""
    beside = vitals.beside_pages(app, monitoring or MonitoringSettings())
    return Starlette(routes=[*routes(app, settings), *beside])


async def _serve(request: Request, *, app: App, settings: WebhookSettings) -> Response:
    answers: dict[str, Callable[[Request, App, WebhookSettings], Awaitable[Response]]] = {
        "GET": _handshake,
        "POST": _take,
    }
    answer = answers.get(request.method)
    if answer is None or not settings.secrets():
        return JSONResponse({"error": "nothing is here"}, 404)
    return await answer(request, app, settings)


async def _handshake(request: Request, app: App, settings: WebhookSettings) -> Response:
    found = webhook.challenge(request.query_params, settings.token())
    if found is None:
        log.warning("webhook.handshake_refused")
        app.metrics.webhooks_refused.labels(DOOR).inc()
        return JSONResponse({"error": "not the word that was agreed"}, 403)
    log.info("webhook.handshake")
    return PlainTextResponse(found, headers={"X-Content-Type-Options": "nosniff"})


async def _take(request: Request, app: App, settings: WebhookSettings) -> Response:
    """200 only for what is stored; anything else makes Meta send it again."""
    try:
        body = await body_of(request, LONGEST_BODY)
    except ClientDisconnect:
        return JSONResponse({"error": "the body ended early"}, 400)
    if body is None:
        log.warning("webhook.too_long")
        app.metrics.webhooks_refused.labels(DOOR).inc()
        return JSONResponse({"error": f"more than {LONGEST_BODY} bytes"}, 413)
    given = request.headers.get("x-hub-signature-256", "")
    if not webhook.is_signed(body, given, settings.secrets()):
        log.warning("webhook.forged")
        app.metrics.webhooks_refused.labels(DOOR).inc()
        return JSONResponse({"error": "not signed with the app's secret"}, 403)
    try:
        await anyio.to_thread.run_sync(webhooks.receive, app, body)
    except Exception:  # whatever it is: Meta keeps the delivery and sends it again
        log.exception("webhook.not_stored")
        app.metrics.webhooks_lost.inc()
        return JSONResponse({"error": "not stored: send it again"}, 503)
    return JSONResponse({"ok": True})


async def body_of(request: Request, longest: int) -> bytes | None:
    """The body, or None where it is too long; read no further than that."""
    parts, length = [], 0
    async for part in request.stream():
        length += len(part)
        if length > longest:
            return None
        parts.append(part)
    return b"".join(parts)
