"""What every failure of the Graph API means to us."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from domain.errors import (
    AuthenticationFailed,
    ConfigurationError,
    EndpointRetired,
    ListenpostError,
    OutcomeUnknown,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    Rejected,
    ReplyNotAllowed,
    TokenExpired,
)
from platforms.failure import retry_after
from platforms.reading import items, mapping, number
from platforms.wire import json_of, unanswered

FOREIGN = (requests.RequestException, HTTPError, ValueError, RecursionError)

_SIGN_IN = frozenset({102, 104, 190, 452, 458, 459, 460, 463, 464, 467, 492})
_EXPIRED = frozenset({463, 467})
_RIGHT = frozenset({3, 10, 368, *range(200, 300)})
_LIMIT = frozenset({4, 17, 32, 341, 613, *range(80000, 80015)})
_TRANSIENT = frozenset({1, 2})
_DUPLICATE = 506
_ALREADY_ANSWERED = 10900
_NOT_THIS_ONE = frozenset({551, 803, 1705, 10903})
_GONE = 33
_OUTSIDE_WINDOW = frozenset({2018278, 2534022})
_NEEDS_RIGHT = ("permission", "public content access", "requires either")


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed call: was it a write, and what did the Graph API say."""

    writing: bool
    response: requests.Response
    now: dt.datetime
    error: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        error = mapping(mapping(json_of(self.response)).get("error"))
        object.__setattr__(self, "error", error)

    @property
    def code(self) -> int | None:
        return number(self.error.get("code"))

    @property
    def subcode(self) -> int | None:
        return number(self.error.get("error_subcode"))

    @property
    def detail(self) -> str:
        """Its words, with its numbers for whoever looks them up."""
        numbers = "/".join(str(one) for one in (self.code, self.subcode) if one is not None)
        words = self.error.get("error_user_msg") or self.error.get("message") or "no explanation"
        return f"{words} ({numbers or f'HTTP {self.response.status_code}'})"


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
        return unanswered("Facebook", error, writing=writing)
    failure = Failure(writing, response, now)
    kind = _meaning(failure)
    message = f"Facebook: {hide(failure.detail)}"
    if issubclass(kind, RateLimited):
        return kind(message, retry_at=regained_at(response.headers, now))
    return kind(message)


def _meaning(failure: Failure) -> type[ListenpostError]:
    by_status = _BY_STATUS.get(failure.response.status_code)
    if failure.code is None:
        return by_status if by_status and not failure.error else _broken(failure)
    if _ALREADY_ANSWERED in (failure.code, failure.subcode):
        return _already(failure)
    known = (find(failure) for codes, find in _BY_CODE if failure.code in codes)
    return next(known, None) or _unknown(failure)


def _unknown(failure: Failure) -> type[ListenpostError]:
    """A code that we do not know: an item of ours is given up, a reading is tried again."""
    transient = failure.error.get("is_transient") is True or failure.response.status_code >= 500
    return Rejected if failure.writing and not transient else _broken(failure)


def _broken(failure: Failure) -> type[ListenpostError]:
    return OutcomeUnknown if failure.writing else PlatformUnavailable


def _sign_in(failure: Failure) -> type[ListenpostError]:
    expired = failure.code in _EXPIRED or failure.subcode in _EXPIRED
    return TokenExpired if expired else AuthenticationFailed


def _right(failure: Failure) -> type[ListenpostError]:
    outside = failure.subcode in _OUTSIDE_WINDOW
    return ReplyNotAllowed if failure.writing and outside else PermissionMissing


def _already(failure: Failure) -> type[ListenpostError]:
    return OutcomeUnknown if failure.writing else Rejected


def _parameter(failure: Failure) -> type[ListenpostError]:
    """Code 100 says many things: gone, no right, a bad cursor, a field that a version removed."""
    words = str(failure.error.get("message")).lower()
    if "appsecret_proof" in words:
        return AuthenticationFailed
    if failure.subcode != _GONE and any(word in words for word in _NEEDS_RIGHT):
        return PermissionMissing
    if failure.writing:
        return ReplyNotAllowed
    return ConfigurationError if "nonexisting field" in words else Rejected


def _request(failure: Failure) -> type[ListenpostError]:
    """Code 2500: no token at all, or an address that this version does not have."""
    words = str(failure.error.get("message")).lower()
    return AuthenticationFailed if "access token" in words else ConfigurationError


def _not_this_one(failure: Failure) -> type[ListenpostError]:
    return ReplyNotAllowed if failure.writing else Rejected


_BY_CODE: tuple[tuple[frozenset[int], Callable[[Failure], type[ListenpostError]]], ...] = (
    (_SIGN_IN, _sign_in),
    (_LIMIT, lambda _: RateLimited),
    (_RIGHT, _right),
    (frozenset({12}), lambda _: EndpointRetired),
    (_TRANSIENT, _broken),
    (frozenset({_DUPLICATE}), _already),
    (frozenset({100}), _parameter),
    (frozenset({2500}), _request),
    (_NOT_THIS_ONE, _not_this_one),
)
_BY_STATUS: dict[int, type[ListenpostError]] = {401: AuthenticationFailed, 429: RateLimited}


def regained_at(headers: Mapping[str, str], now: dt.datetime) -> dt.datetime | None:
    """When the Graph API says that calls are possible again, if it does."""
    usage = mapping(_json(headers.get("X-Business-Use-Case-Usage", "")))
    waits = [
        number(mapping(entry).get("estimated_time_to_regain_access")) or 0
        for entries in usage.values()
        for entry in items(entries)
    ]
    minutes = min(max(waits, default=0), 10_000)
    if minutes:
        return now + dt.timedelta(minutes=minutes)
    return retry_after(headers, now)


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
