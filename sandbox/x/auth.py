"""Who a request to X is from: the brand's account (OAuth 1.0a or 2), or the app alone (bearer)."""

from __future__ import annotations

import re
from urllib.parse import unquote

from sandbox.credentials import XCredentials
from sandbox.x.problems import unauthorized

_PART = re.compile(r'(\w+)="([^"]*)"')


def is_user(authorization: str, known: XCredentials) -> bool:
    """True for the account, False for the app; anything else is refused.

    Of an OAuth 1.0a signature only the keys are looked at: client and practice network see
    different addresses.
    """
    scheme, _, rest = authorization.partition(" ")
    if scheme == "OAuth":
        given = {name: unquote(value) for name, value in _PART.findall(rest)}
        if _signed_by(given, known):
            return True
    elif scheme == "Bearer" and rest == known.user_token:
        return True
    elif scheme == "Bearer" and rest == known.bearer_token:
        return False
    raise unauthorized()


def _signed_by(given: dict[str, str], known: XCredentials) -> bool:
    keys = (given.get("oauth_consumer_key"), given.get("oauth_token"))
    return keys == (known.consumer_key, known.access_token) and "oauth_signature" in given
