"""What every failure of a Bluesky server means to us."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx
from atproto_client.exceptions import RequestErrorBase
from atproto_core.exceptions import AtProtocolError

from domain.errors import (
    AuthenticationFailed,
    EndpointRetired,
    ListenpostError,
    OutcomeUnknown,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    Rejected,
    ReplyNotAllowed,
)
from platforms.failure import retry_after, without_answer
from platforms.reading import epoch, mapping

FOREIGN = (
    AtProtocolError,
    httpx.HTTPError,
    httpx.InvalidURL,
    ValueError,
    TypeError,
    LookupError,
    RecursionError,
)
_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
    httpx.ProxyError,
)
_SIGN_IN = frozenset(
    {"ExpiredToken", "InvalidToken", "AuthMissing", "AuthFactorTokenRequired", "AccountTakedown"}
)
_RETIRED = frozenset({"MethodNotImplemented", "XRPCNotSupported"})
IS_THERE = "InvalidSwap"
"""What a server says when a record with this key is there already."""


def translate(
    error: Exception,
    response: httpx.Response | None,
    *,
    writing: bool,
    hide: Callable[[object], str],
    now: dt.datetime,
) -> ListenpostError:
    """Our error for a call that failed with or without an answer."""
    if response is None or not response.is_closed or not _was_read(response):
        return _without_answer(error, writing=writing)
    told = _told(response)
    name = str(told.get("error") or "")
    words = f"{name} {told.get('message') or ''}".strip() or "no explanation"
    message = f"Bluesky: {hide(words)} (HTTP {response.status_code})"
    kind = _meaning(response.status_code, name, writing=writing)
    if issubclass(kind, RateLimited):
        return kind(message, retry_at=_reset(response, now))
    return kind(message)


def token_is_stale(error: Exception) -> bool:
    """Whether a new sign-in could help."""
    answer = error.response if isinstance(error, RequestErrorBase) else None
    name = getattr(answer.content, "error", "") if answer is not None else ""
    return name in ("ExpiredToken", "InvalidToken")


def _without_answer(error: Exception, *, writing: bool) -> ListenpostError:
    cause = error.__cause__ if isinstance(error, AtProtocolError) and error.__cause__ else error
    return without_answer("Bluesky", cause, writing=writing, unsent=isinstance(cause, _UNSENT))


def _meaning(status: int, name: str, *, writing: bool) -> type[ListenpostError]:
    if status == 401 or name in _SIGN_IN:
        return AuthenticationFailed
    if status == 429:
        return RateLimited
    if status in (404, 501) or name in _RETIRED:
        return EndpointRetired
    if status == 403:
        return PermissionMissing
    if name == IS_THERE:
        return OutcomeUnknown
    if status in (400, 413):
        return ReplyNotAllowed if writing else Rejected
    return OutcomeUnknown if writing else PlatformUnavailable


def _reset(response: httpx.Response, now: dt.datetime) -> dt.datetime | None:
    """By `retry-after`, which needs no clock of theirs, else by `ratelimit-reset`."""
    return retry_after(response.headers, now) or epoch(response.headers.get("ratelimit-reset"))


def _told(response: httpx.Response) -> Mapping[str, Any]:
    try:
        return mapping(json.loads(response.content))
    except (ValueError, RecursionError):
        return {}


def _was_read(response: httpx.Response) -> bool:
    try:
        return response.content is not None
    except httpx.ResponseNotRead:
        return False
