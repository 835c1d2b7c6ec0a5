"""What every failure of X, tweepy and requests means to us."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
import tweepy  # type: ignore[import-untyped]
from urllib3.exceptions import HTTPError

from domain.errors import (
    AuthenticationFailed,
    ConfigurationError,
    CreditExhausted,
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
from platforms.reading import items, mapping
from platforms.wire import json_of, nothing_was_sent

FOREIGN = (
    tweepy.TweepyException,
    requests.RequestException,
    HTTPError,
    ValueError,
    AttributeError,
    TypeError,
    LookupError,
    RecursionError,
)
"""What tweepy lets out; the last five when a body is not what it expects."""

_NAMED = re.compile(r"[`'\[](\w+)[`'\]]")
_NOT_ALLOWED = (
    "not allowed to reply",
    "reply to or quote",
    "mentioned or",
    "deleted or not visible",
    "blocked",
    "not permitted to perform this action",
    "cashtag",
)
_NO_RIGHT = (
    "client-forbidden",
    "client-not-enrolled",
    "unsupported-authentication",
    "unsupported authentication",
    "oauth1-permissions",
    "app permissions",
    "locked",
    "suspended",
)


class BadParameter(ConfigurationError):
    """X refused a parameter of a reading request; `names` says which."""

    def __init__(self, message: str, names: frozenset[str]) -> None:
        super().__init__(message)
        self.names = names


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed call: was it a write, what did X say, and when."""

    writing: bool
    status: int
    headers: Mapping[str, str]
    body: object
    now: dt.datetime
    detail: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "detail", _detail(mapping(self.body)) or f"HTTP {self.status}")

    def says(self, *words: str) -> bool:
        """Whether any of the words is in what X sent."""
        sent = str(self.body).lower()
        return any(word in sent for word in words)


def translate(
    error: Exception,
    response: requests.Response | None,
    *,
    writing: bool,
    hide: Callable[[object], str],
    now: dt.datetime,
) -> ListenpostError:
    """Our error for a foreign one; `response` is the answer that the call met, if any."""
    if response is None:
        return _without_answer(error, writing=writing, hide=hide)
    failure = Failure(writing, response.status_code, response.headers, json_of(response), now)
    kind, message = _meaning(failure)
    return _make(kind, f"X: {hide(message)}", failure)


def _without_answer(
    error: Exception, *, writing: bool, hide: Callable[[object], str]
) -> ListenpostError:
    unsent = nothing_was_sent(error)
    if isinstance(error, tweepy.TweepyException | TypeError) and (unsent or not writing):
        return ConfigurationError(f"X's client refuses its settings: {hide(error)}")
    return without_answer("X", error, writing=writing, unsent=unsent)


def _meaning(failure: Failure) -> tuple[type[ListenpostError], str]:
    """The class and the message for an answer, by its status."""
    if failure.status >= 500 or failure.status < 400 or failure.status == 408:
        return _broken(failure)
    find = _BY_STATUS.get(failure.status, _other)
    return find(failure), failure.detail


def _broken(failure: Failure) -> tuple[type[ListenpostError], str]:
    if failure.writing:
        return OutcomeUnknown, f"{failure.detail}: the reply may have been posted."
    if failure.status < 400:
        return PlatformUnavailable, f"the answer cannot be read (HTTP {failure.status})."
    return PlatformUnavailable, f"out of order: {failure.detail}"


def _bad_request(failure: Failure) -> type[ListenpostError]:
    if not failure.writing:
        return BadParameter
    return ReplyNotAllowed if failure.says(*_NOT_ALLOWED) else Rejected


def _forbidden(failure: Failure) -> type[ListenpostError]:
    if failure.says("usage-capped", "credits"):
        return CreditExhausted
    if failure.writing and failure.says("duplicate", "already said"):
        return OutcomeUnknown
    if failure.says(*_NO_RIGHT) or not failure.writing:
        return PermissionMissing
    return ReplyNotAllowed


def _not_found(failure: Failure) -> type[ListenpostError]:
    if not isinstance(failure.body, dict):
        return PlatformUnavailable
    return ReplyNotAllowed if failure.writing else ConfigurationError


def _too_many(failure: Failure) -> type[ListenpostError]:
    return CreditExhausted if failure.says("usage-capped", "usagecap") else RateLimited


def _other(failure: Failure) -> type[ListenpostError]:
    return Rejected if failure.writing else PlatformUnavailable


_BY_STATUS: dict[int, Callable[[Failure], type[ListenpostError]]] = {
    400: _bad_request,
    401: lambda _: AuthenticationFailed,
    402: lambda _: CreditExhausted,
    403: _forbidden,
    404: _not_found,
    410: lambda _: EndpointRetired,
    429: _too_many,
}


def _make(kind: type[ListenpostError], message: str, failure: Failure) -> ListenpostError:
    if issubclass(kind, RateLimited):
        return kind(message, retry_at=reset_at(failure.headers, failure.now))
    if issubclass(kind, BadParameter):
        names = _parameters(mapping(failure.body))
        return kind(f"{message} (about {', '.join(sorted(names)) or 'the request'})", names)
    return kind(message)


def reset_at(headers: Mapping[str, str], now: dt.datetime) -> dt.datetime | None:
    """When the exhausted limit is full again; the limit of a day counts where it is used up."""
    found = [_moment(headers.get("x-rate-limit-reset"))]
    for whose in ("user", "app"):
        if headers.get(f"x-{whose}-limit-24hour-remaining") == "0":
            found.append(_moment(headers.get(f"x-{whose}-limit-24hour-reset")))
    known = [moment for moment in found if moment is not None]
    if known:
        return max(known)
    return retry_after(headers, now)


def _moment(seconds: str | None) -> dt.datetime | None:
    try:
        return None if seconds is None else dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _parameters(body: Mapping[str, Any]) -> frozenset[str]:
    names: set[str] = set()
    for error in map(mapping, items(body.get("errors"))):
        names.update(map(str, mapping(error.get("parameters"))))
        names.update(_NAMED.findall(str(error.get("message"))))
    return frozenset(names)


def _detail(body: Mapping[str, Any]) -> str:
    told = [mapping(error).get("message") for error in items(body.get("errors"))]
    told.extend((body.get("detail"), body.get("title")))
    return next((str(text) for text in told if text), "")
