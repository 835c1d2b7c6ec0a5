"""What every failure of Reddit, prawcore and requests means to us."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

import requests
from praw.exceptions import PRAWException
from prawcore.exceptions import PrawcoreException, RequestException

from domain.errors import (
    AuthenticationFailed,
    ConfigurationError,
    EndpointRetired,
    ListenpostError,
    OutcomeUnknown,
    PermissionMissing,
    RateLimited,
    ReplyNotAllowed,
)
from platforms.failure import by_status, retry_after
from platforms.limits import allowances
from platforms.reading import items, mapping
from platforms.wire import json_of, unanswered

SIGN_IN_PATH = "/api/v1/access_token"
FOREIGN = (
    PrawcoreException,
    PRAWException,
    requests.RequestException,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    AssertionError,
    RecursionError,
)
"""praw and prawcore read what they do not expect in all these ways."""

_WAIT = re.compile(r"(\d{1,4}) (millisecond|second|minute|hour)")
_SECONDS = {"millisecond": 0.001, "second": 1, "minute": 60, "hour": 3600}
_UNSURE = frozenset({"SOMETHING_IS_BROKEN", "SERVER_ERROR"})
_WORDS = {
    "THREAD_LOCKED": "the thread is locked by its moderators",
    "TOO_OLD": "the thread is archived",
    "DELETED_COMMENT": "the comment was deleted",
    "DELETED_LINK": "the post was deleted",
    "TOO_LONG": "the text is longer than Reddit takes",
    "SUBREDDIT_OUTBOUND_LINKING_DISALLOWED": "the subreddit allows no such links",
    "USER_BLOCKED": "the author blocks the account",
    "BANNED_FROM_SUBREDDIT": "the subreddit has banned the account",
}


def translate(
    error: Exception | None,
    response: requests.Response | None,
    *,
    writing: bool,
    hide: Callable[[object], str],
    now: dt.datetime,
) -> ListenpostError:
    """Our error for a call that brought no result."""
    if isinstance(error, RequestException):
        if isinstance(error.original_exception, ListenpostError):
            return error.original_exception  # the meter's own refusal
        writing = writing and SIGN_IN_PATH not in str(error.request_args)
        return unanswered("Reddit", error.original_exception, writing=writing)
    if response is None:
        return unanswered("Reddit", error, writing=writing)
    return _answered(response, writing=writing, hide=hide, now=now)


def refusal(body: object, *, hide: Callable[[object], str], now: dt.datetime) -> Exception | None:
    """The error that Reddit puts into an answer of status 200; None where there is none."""
    told = mapping(mapping(body).get("json"))
    for error in map(items, items(told.get("errors"))):
        code, words = (str(error[place]) if len(error) > place else "" for place in (0, 1))
        message = f"Reddit: {hide(_WORDS.get(code, words or code))} ({hide(code)})"
        if code == "RATELIMIT":
            return RateLimited(message, retry_at=_told_wait(told.get("ratelimit"), words, now))
        return OutcomeUnknown(message) if code in _UNSURE else ReplyNotAllowed(message)
    return None


def _answered(
    response: requests.Response, *, writing: bool, hide: Callable[[object], str], now: dt.datetime
) -> ListenpostError:
    body = mapping(json_of(response))
    words = " ".join(
        str(body[key]) for key in ("reason", "error", "message", "error_description") if key in body
    )
    message = f"Reddit: {hide(words or response.reason or 'no explanation')}"
    message += f" (HTTP {response.status_code})"
    if SIGN_IN_PATH in str(response.url):
        return _sign_in(response, body, message, now)
    kind = _meaning(response, body, writing=writing)
    if issubclass(kind, RateLimited):
        return kind(message, retry_at=reset_at(response.headers, now))
    return kind(message)


def _sign_in(
    response: requests.Response, body: Mapping[str, Any], message: str, now: dt.datetime
) -> ListenpostError:
    """Nothing was posted, whatever was to be posted."""
    if "error" in body and response.status_code in (200, 400, 403):
        return AuthenticationFailed(message)
    kind = by_status(response.status_code, writing=False)
    if issubclass(kind, RateLimited):
        return kind(message, retry_at=reset_at(response.headers, now))
    return kind(message)


def _meaning(
    response: requests.Response, body: Mapping[str, Any], *, writing: bool
) -> type[ListenpostError]:
    status = response.status_code
    if "insufficient_scope" in response.headers.get("WWW-Authenticate", ""):
        return PermissionMissing
    if not writing and status in (301, 302):
        return ConfigurationError  # a search for subreddits, instead of the one that is not there
    if not writing and status == 404 and body.get("reason"):
        return EndpointRetired  # a subreddit that Reddit has banned
    return by_status(status, writing=writing)


def reset_at(headers: Mapping[str, str], now: dt.datetime) -> dt.datetime | None:
    """When calls are possible again, if Reddit says so."""
    waits = [
        one.resets_at
        for one in allowances(headers, now=now)
        if one.resets_at is not None and one.remaining == 0
    ]
    return max(waits, default=None) or retry_after(headers, now)


def _told_wait(seconds: object, words: str, now: dt.datetime) -> dt.datetime | None:
    """In seconds, or in words: "Take a break for 5 minutes before trying again."."""
    if isinstance(seconds, int | float) and 0 < seconds < 86_400:
        return now + dt.timedelta(seconds=int(seconds))
    found = _WAIT.search(words)
    if found is None:
        return None
    return now + dt.timedelta(seconds=int(found[1]) * _SECONDS[found[2]])
