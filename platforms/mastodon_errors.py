"""What every failure of a Mastodon server means to us."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import requests
from mastodon.errors import MastodonError

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
from platforms.reading import epoch, instant, mapping
from platforms.wire import date_of, json_of, nothing_was_sent

FOREIGN = (
    MastodonError,
    requests.RequestException,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    RecursionError,
)
"""Mastodon.py's own casting of an odd answer fails in all these ways."""


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
        return _without_answer(error, writing=writing)
    words = str(mapping(json_of(response)).get("error") or response.reason or "no explanation")
    message = f"Mastodon: {hide(words)} (HTTP {response.status_code})"
    kind = _meaning(response.status_code, words.lower(), writing=writing)
    if issubclass(kind, RateLimited):
        return kind(message, retry_at=_reset(response, now))
    return kind(message)


def _without_answer(error: Exception | None, *, writing: bool) -> ListenpostError:
    cause = error.__context__ if isinstance(error, MastodonError) else error
    unsent = cause is not None and nothing_was_sent(cause)
    return without_answer("Mastodon", cause or error, writing=writing, unsent=unsent)


def _meaning(status: int, words: str, *, writing: bool) -> type[ListenpostError]:
    if status == 401 or (status == 400 and "token" in words):
        return AuthenticationFailed  # some servers say 400
    if status == 429:
        return RateLimited
    if status == 403:
        return ReplyNotAllowed if writing and "scope" not in words else PermissionMissing
    if status in (400, 404, 413, 422):
        return ReplyNotAllowed if writing else Rejected
    if status == 410:
        return ReplyNotAllowed if writing else EndpointRetired
    return OutcomeUnknown if writing else PlatformUnavailable


def _reset(response: requests.Response, now: dt.datetime) -> dt.datetime | None:
    """When calls are possible again, by the server's own clock where it tells that too."""
    told = response.headers.get("X-RateLimit-Reset", "")
    reset = instant(told) or epoch(told)
    if reset is not None:
        return reset + (now - (date_of(response.headers) or now))
    return retry_after(response.headers, now)
