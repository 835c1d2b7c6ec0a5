"""What supervisors, proxies and Prometheus ask a process: /healthz, /readyz and /metrics."""

from __future__ import annotations

import hmac
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import anyio
import anyio.to_thread
import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from domain.errors import ConfigurationError
from listenpost.services.app import App
from listenpost.services.exposition import Exposition
from listenpost.services.readiness import Readiness
from listenpost.settings.monitoring import MonitoringSettings

HEALTHZ, READYZ, METRICS = "/healthz", "/readyz", "/metrics"
PATHS = frozenset({HEALTHZ, READYZ, METRICS})
AT_ONCE = 4
"""Questions that wait for an answer in threads; strangers can ask, and pages need theirs."""
STOP_TIMEOUT = 5.0
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What may be asked here. `metrics` without a `token` are open to all who reach the port."""

    readiness: Readiness
    metrics: Callable[[], bytes] | None = None
    token: str | None = None


def routes(vitals: Vitals) -> list[Route]:
    """The three addresses."""
    limit = anyio.CapacityLimiter(AT_ONCE)
    return [
        Route(path, partial(answer, vitals=vitals, limit=limit))
        for path, answer in ((HEALTHZ, _healthz), (READYZ, _readyz), (METRICS, _metrics))
    ]


def beside_pages(app: App, settings: MonitoringSettings) -> list[Route]:
    """For a port that strangers reach: /metrics only where a token guards it."""
    token = settings.bearer()
    told = Exposition(app).told if token else None
    return routes(Vitals(readiness=Readiness(app), metrics=told, token=token))


@contextmanager
def own_port(
    app: App, settings: MonitoringSettings, port: int | None, *, works: bool = False
) -> Iterator[str | None]:
    """Answer on a port of its own, where one is set, in a thread; the value is its address.

    Raises ConfigurationError if the port is taken.
    """
    if port is None:
        yield None
        return
    found = Vitals(
        readiness=Readiness(app, works=works),
        metrics=Exposition(app).told,
        token=settings.bearer(),
    )
    listening = _bound(settings.host, port)
    server = uvicorn.Server(
        uvicorn.Config(
            Starlette(routes=routes(found)),
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    host, port = listening.getsockname()[:2]
    log.info("vitals.served", host=host, port=port)
    try:
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        thread.join(STOP_TIMEOUT)
        listening.close()


def _bound(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        )
    except OSError as error:
        raise ConfigurationError(
            f"monitoring: {host}:{port} cannot be used ({error.strerror}). Stop what runs there, "
            "or choose another monitoring.worker_port or monitoring.dashboard_port."
        ) from error


async def _healthz(_request: Request, *, vitals: Vitals, limit: anyio.CapacityLimiter) -> Response:
    """The process answers, and its loop turns; a supervisor should start it again if not."""
    del limit
    alive = vitals.readiness.is_alive()
    return JSONResponse({"ok": alive}, 200 if alive else 503)


async def _readyz(_request: Request, *, vitals: Vitals, limit: anyio.CapacityLimiter) -> Response:
    """Whether it can do its work; a word why not, and the details in the log."""
    found = await anyio.to_thread.run_sync(vitals.readiness.trouble, limiter=limit)
    if found is not None:
        return JSONResponse({"ok": False, "why": found.value}, 503)
    return JSONResponse({"ok": True})


async def _metrics(request: Request, *, vitals: Vitals, limit: anyio.CapacityLimiter) -> Response:
    if vitals.metrics is None:
        return JSONResponse({"error": "nothing is here"}, 404)
    if vitals.token is not None:
        given = request.headers.get("authorization", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, f"Bearer {vitals.token}".encode()):
            return JSONResponse({"error": "not the token"}, 401, {"WWW-Authenticate": "Bearer"})
    told = await anyio.to_thread.run_sync(vitals.metrics, limiter=limit)
    return PlainTextResponse(told, media_type="text/plain; version=0.0.4")
