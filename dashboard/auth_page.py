"""What the plain pages under /auth/ share: forms with a token, cookies, and who is asking."""

from __future__ import annotations

import html
import secrets
from functools import cache
from pathlib import Path
from string import Template
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dashboard import cookies
from dashboard.desk import Desk
from dashboard.document_language import CHOICE
from dashboard.gate import START
from dashboard.plain import element
from dashboard.tongue import N_, _, spoken
from domain.client import Client, browser_of, network_of
from domain.interface import LANGUAGES
from listenpost.services.sign_in import Entered

LONGEST_FORM = 8192
HASHES_AT_ONCE = 2
"""One argon2 hash takes 64 MiB: more at once would let strangers exhaust the memory."""
EXPIRED = N_("This form is no longer valid. Please try again.")


def page(
    desk: Desk,
    request: Request,
    template: str,
    *,
    title: str,
    error: str = "",
    status: int | None = None,
    **values: str,
) -> HTMLResponse:
    """A form; the CSRF token that the browser has already is kept, for its other tabs.

    `values` are escaped; one whose name ends in _html is put in as it is.
    """
    csrf = request.cookies.get(cookies.CSRF) or secrets.token_urlsafe(24)
    escaped = {
        name: value if name.endswith("_html") else html.escape(value)
        for name, value in values.items()
    }
    content = _template(template).substitute(escaped, csrf=html.escape(csrf))
    whole = _template("auth").substitute(
        title=html.escape(title),
        brand=html.escape(_called(desk)),
        error=f'<p class="error" role="alert">{html.escape(error)}</p>' if error else "",
        content=content,
        languages=_languages(request),
    )
    code = status or (401 if error else 200)
    response = HTMLResponse(whole, code, {"Cache-Control": "no-store"})
    response.set_cookie(
        cookies.CSRF, csrf, path="/auth", httponly=True, samesite="strict", secure=desk.secure
    )
    return response


def _called(desk: Desk) -> str:
    """The brand, marked where it is an invented one."""
    if desk.settings.practice.url is None:
        return desk.app.brand
    return " · ".join((desk.app.brand, _("Practice")))


def sign_in_page(
    desk: Desk,
    request: Request,
    *,
    wanted: str,
    error: str = "",
    name: str = "",
    status: int | None = None,
) -> HTMLResponse:
    """The sign-in form."""
    return page(
        desk,
        request,
        "sign_in",
        title=_("Sign in to Listenpost"),
        error=error,
        status=status,
        next=own_path(wanted),
        name=name[:64],
        provider_html=_provider_link(desk, wanted),
        user_label=_("User name"),
        password_label=_("Password"),
        button=_("Sign in"),
        help=_("No account yet, or locked out? Ask the person who runs Listenpost."),
    )


def _provider_link(desk: Desk, wanted: str) -> str:
    """The button on the sign-in page; nothing without a provider."""
    rules = desk.app.access.provider
    if desk.app.provider is None or rules is None:
        return ""
    target = html.escape(f"{START}?next={quote(own_path(wanted), safe='')}")
    label = html.escape(_("Sign in with {provider}").format(provider=rules.label))
    return f'<a class="other" href="{target}">{label}</a>'


def _languages(request: Request) -> str:
    """A link for each language; what was asked for before is kept."""
    kept = {name: request.query_params[name] for name in ("next",) if name in request.query_params}
    links = (
        element(
            "a",
            name,
            href=f"{request.url.path}?{urlencode({**kept, CHOICE: code})}",
            lang=code,
            hreflang=code,
            **({"aria_current": "true"} if code == spoken() else {}),
        )
        for code, name in LANGUAGES.items()
    )
    label = html.escape(_("Language"))
    return f'<nav aria-label="{label}">{" ".join(links)}</nav>'


def let_in(desk: Desk, entered: Entered, target: str) -> Response:
    """Off to the page, with the session's cookie and the one by which the browser is known."""
    response = RedirectResponse(target, 303)
    response.set_cookie(
        cookies.SESSION,
        entered.token,
        max_age=int(desk.session_lasts.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=desk.secure,
    )
    response.set_cookie(
        cookies.BROWSER,
        entered.browser,
        max_age=int(desk.app.access.browser_known_for.total_seconds()),
        path="/auth",
        httponly=True,
        samesite="lax",
        secure=desk.secure,
    )
    return response


def client_of(request: Request) -> Client:
    """Where the request comes from; uvicorn has read X-Forwarded-For of proxies it trusts."""
    return Client(
        address=network_of(request.client.host if request.client else None),
        browser=browser_of(request.headers.get("user-agent", "")),
        known=request.cookies.get(cookies.BROWSER),
        session=request.cookies.get(cookies.SESSION),
    )


def is_ours(desk: Desk, request: Request) -> bool:
    """Whether the form came from a page of ours; a browser that does not say is let through.

    A proxy may have changed the Host header: then the public address decides.
    """
    origin = request.headers.get("origin")
    public = urlsplit(desk.settings.dashboard.public_url or "").netloc
    known = {request.headers.get("host"), public or None}
    return origin is None or urlsplit(origin).netloc in known


def may_post(desk: Desk, request: Request, fields: dict[str, str]) -> bool:
    """Whether this form was sent from a page of ours that this browser was given."""
    kept = request.cookies.get(cookies.CSRF) or ""
    same = secrets.compare_digest(fields.get("csrf", "").encode(), kept.encode())
    return bool(kept) and same and is_ours(desk, request)


def own_path(wanted: str) -> str:
    """The path if it leads to a page of ours, else the start page: no open redirect."""
    parts = urlsplit(wanted)
    foreign = parts.scheme or parts.netloc or not wanted.startswith("/") or "\\" in wanted
    strange = wanted.startswith(("//", "/auth/")) or not wanted.isprintable()
    return "/" if foreign or strange else wanted


async def fields_of(request: Request, longest: int = LONGEST_FORM) -> dict[str, str]:
    """The form's fields; nothing at all if it is too long to be ours."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > longest:
            return {}
    try:
        found = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10)
    except ValueError:  # more fields than any form of ours has
        return {}
    return {key: values[0] for key, values in found.items()}


@cache
def _template(name: str) -> Template:
    file = Path(__file__).parent / "templates" / f"{name}.html"
    return Template(file.read_text(encoding="utf-8"))
