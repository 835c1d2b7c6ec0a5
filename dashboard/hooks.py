"""Where a CRM delivers what it knows: no session, but a signature on every message."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

import anyio.to_thread
import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard.desk import Desk
from dashboard.gate import HOOKS
from domain.errors import BadInput, Conflict
from listenpost.services import crm
from listenpost.webhooks import METHODS, body_of

LONGEST_BODY = 1_000_000
TIMESTAMP = "x-listenpost-timestamp"
SIGNATURE = "x-listenpost-signature"
log = structlog.get_logger(__name__)


def routes(desk: Desk) -> list[Route]:
    """The door; without a secret nothing is behind it."""
    return [Route(HOOKS, partial(_receive, desk=desk), methods=METHODS)]


async def _receive(request: Request, *, desk: Desk) -> Response:
    secret = desk.settings.customers.webhook_secret
    if secret is None or request.method != "POST":
        return JSONResponse({"error": "nothing is here"}, 404)
    body = await body_of(request, LONGEST_BODY)
    if body is None:
        return JSONResponse({"error": f"more than {LONGEST_BODY} bytes"}, 413)
    taken = partial(
        crm.receive,
        desk.app,
        secret=secret,
        timestamp=request.headers.get(TIMESTAMP, ""),
        given=request.headers.get(SIGNATURE, ""),
        body=body,
    )
    try:
        done = await anyio.to_thread.run_sync(taken)
    except BadInput as error:
        log.warning("hook.refused", reason=str(error))
        desk.app.metrics.webhooks_refused.labels("crm").inc()
        return JSONResponse({"error": str(error)}, 401 if "sign" in str(error) else 400)
    except Conflict as error:
        return JSONResponse({"error": str(error)}, 409)
    return JSONResponse(asdict(done))
