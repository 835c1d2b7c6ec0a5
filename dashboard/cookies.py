"""The cookies of ours, and how they are read from a raw request."""

from __future__ import annotations

from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie

SESSION = "listenpost_session"
CSRF = "listenpost_csrf"
PROVIDER = "listenpost_provider"  # a sign-in on its way to the provider and back
BROWSER = "listenpost_browser"  # opens nothing; tells a browser that was signed in before
LANGUAGE = "listenpost_language"  # chosen before anybody knows who asks


def read(headers: Iterable[tuple[bytes, bytes]], name: str) -> str | None:
    """The cookie's value in an ASGI scope's headers; None if there is none."""
    for key, value in headers:
        if key != b"cookie":
            continue
        for part in value.decode("latin-1").split(";"):
            found = _parse(part.strip(), name)
            if found is not None:
                return found
    return None


def _parse(part: str, name: str) -> str | None:
    """One `name=value`; parsed alone, so that another site's odd cookie cannot hide ours."""
    if not part.startswith(f"{name}="):
        return None
    try:
        morsel = SimpleCookie(part).get(name)
    except CookieError:
        return None
    return morsel.value if morsel else None
