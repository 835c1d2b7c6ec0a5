"""What every failure of App Store Connect means to us, and the way out of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import requests

from domain.errors import (
    AuthenticationFailed,
    ListenpostError,
    PermissionMissing,
    RateLimited,
    Rejected,
    ReplyNotAllowed,
)
from platforms.failure import by_status, retry_after
from platforms.reading import items, mapping
from platforms.wire import json_of, unanswered

FOREIGN = (requests.RequestException, ValueError, RecursionError)
_WAYS_OUT: dict[type[ListenpostError], str] = {
    AuthenticationFailed: "Look at key_id, issuer_id and private_key: a key may have been revoked "
    "(App Store Connect, Users and Access, Integrations).",
    PermissionMissing: "The key needs the role Customer Support, App Manager or Admin.",
}


def translate(
    error: Exception | None,
    response: requests.Response | None,
    *,
    writing: bool,
    hide: Callable[[object], str],
    now: dt.datetime,
) -> ListenpostError:
    """Our error for an answer that is none, or for `error` where no answer came."""
    if response is None:
        return unanswered("The App Store", error, writing=writing)
    told = mapping(next(iter(items(mapping(json_of(response)).get("errors"))), None))
    words = " ".join(str(told[key]) for key in ("code", "detail") if told.get(key))
    kind = _meaning(response.status_code, writing=writing)
    message = f"App Store: {hide(words or 'no explanation')} (HTTP {response.status_code})"
    if issubclass(kind, RateLimited):
        return kind(message, retry_at=retry_after(response.headers, now))
    return kind(" ".join(part for part in (message + ".", _WAYS_OUT.get(kind)) if part))


def _meaning(status: int, *, writing: bool) -> type[ListenpostError]:
    if status == 403:
        return PermissionMissing  # of the key, not of one review
    if status == 409:
        return ReplyNotAllowed if writing else Rejected  # Apple's word for a value that is wrong
    return by_status(status, writing=writing)
