"""The practice network's own page, for people: it reads the control plane and posts through it."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_FILES = {
    "/": ("home.html", "text/html"),
    "/home.css": ("home.css", "text/css"),
    "/home.js": ("home.js", "text/javascript"),
}


def routes() -> list[Route]:
    return [Route(path, _serve) for path in _FILES]


async def _serve(request: Request) -> Response:
    name, media_type = _FILES[request.url.path]
    return Response(
        (Path(__file__).parent / name).read_bytes(),
        media_type=media_type,
        headers={
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        },
    )
