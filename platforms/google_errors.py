"""What every failure of a Google API, its client and its sign-in means to us."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import httplib2
import requests
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from googleapiclient.errors import Error

from domain.errors import (
    AuthenticationFailed,
    ConfigurationError,
    ListenpostError,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    ReplyNotAllowed,
    TokenExpired,
)
from platforms.failure import by_status, retry_after
from platforms.reading import items, mapping
from platforms.wire import json_of, unanswered

FOREIGN = (
    Error,
    GoogleAuthError,
    httplib2.HttpLib2Error,
    requests.RequestException,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    RecursionError,
)
"""What the client lets out; the last five when a body is not what it expects."""

_QUOTA = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
_NO_RIGHT = frozenset(
    {"insufficientPermissions", "accessNotConfigured", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}
)
_MISTAKEN = frozenset({"channelNotFound"})
_TRANSIENT = frozenset({"processingFailure", "backendError", "internalError"})


def translate(
    network: str,
    error: Exception | None,
    response: requests.Response | None,
    *,
    writing: bool,
    hide: Callable[[object], str],
    now: dt.datetime,
    quota_resets: dt.datetime | None = None,
) -> ListenpostError:
    """Our error for a call without a result; a spent quota is full again at `quota_resets`."""
    if isinstance(error, GoogleAuthError):
        return _sign_in(network, error, hide)
    if response is None:
        return unanswered(network, error, writing=writing)
    told = mapping(mapping(json_of(response)).get("error"))
    reasons = _reasons(told)
    words = f"{' '.join(sorted(reasons))} {told.get('message') or ''}".strip()
    message = f"{network}: {hide(words or response.reason or 'no explanation')}"
    message += f" (HTTP {response.status_code})"
    if reasons & _QUOTA:
        return RateLimited(f"{message} The quota of the day is spent.", retry_at=quota_resets)
    kind = _meaning(response.status_code, reasons, writing=writing)
    if issubclass(kind, RateLimited):
        return kind(message, retry_at=retry_after(response.headers, now))
    return kind(message)


def _sign_in(
    network: str, error: GoogleAuthError, hide: Callable[[object], str]
) -> ListenpostError:
    """Before anything was asked, so that nothing was done."""
    if isinstance(error, TransportError) or error.retryable:
        what = type(error.__cause__ or error).__name__
        return PlatformUnavailable(f"{network}: Google's sign-in cannot be reached ({what}).")
    words = hide(error)
    kind = AuthenticationFailed
    if isinstance(error, RefreshError) and "expired or revoked" in words:
        kind = TokenExpired
    return kind(f"{network}: Google refuses the token: {words}")


def _meaning(status: int, reasons: frozenset[str], *, writing: bool) -> type[ListenpostError]:
    if reasons & _FAST:
        return RateLimited
    if reasons & _NO_RIGHT:
        return PermissionMissing
    if reasons & _TRANSIENT:
        return by_status(500, writing=writing)
    if reasons & _MISTAKEN and not writing:
        return ConfigurationError
    if status == 409 and writing:
        return ReplyNotAllowed
    return by_status(status, writing=writing)


def _reasons(told: Mapping[str, Any]) -> frozenset[str]:
    """What Google names: in `errors` of the older APIs, in `details` of the newer ones."""
    entries = [*items(told.get("errors")), *items(told.get("details"))]
    named = [mapping(entry).get("reason") for entry in entries]
    return frozenset(reason for reason in named if isinstance(reason, str))
