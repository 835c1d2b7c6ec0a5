"""What every failure of Telegram's Bot API means to us, and the way out of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import requests

from domain.errors import (
    AuthenticationFailed,
    ConfigurationError,
    ListenpostError,
    OutcomeUnknown,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    Rejected,
    ReplyNotAllowed,
)
from platforms.failure import in_seconds, retry_after
from platforms.reading import mapping
from platforms.wire import json_of, unanswered

FOREIGN = (requests.RequestException, ValueError, RecursionError)
_WAYS_OUT = (
    ("webhook is active", "Remove the webhook (deleteWebhook): Telegram gives each message once."),
    (
        "terminated by other getupdates",
        "Another program reads with the same token, and each message reaches one of you only: stop "
        "it, or make a bot of its own for it.",
    ),
    ("blocked by the user", "The customer blocked the bot: answer on another way."),
    ("user is deactivated", "The customer's account is gone."),
    ("can't initiate", "The customer never wrote to the bot: answer in the group."),
    ("bot was kicked", "The bot was removed from the group: let an administrator add it again."),
    ("is not a member", "The bot is not in the group: let an administrator add it."),
    ("not enough rights", "The group does not let the bot write: give it the right to."),
    ("replied not found", "The message was deleted: answer another one."),
    ("message thread not found", "The topic was deleted: answer another message."),
    ("upgraded to a supergroup", "The group has a new id; answer there what is written there."),
    ("too long", "Shorten the text to 4,096 characters."),
)
"""Words of Telegram's descriptions, which are its only codes, and what to do."""


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
        return unanswered("Telegram", error, writing=writing)
    body = mapping(json_of(response))
    words = str(body.get("description") or "no explanation")
    kind = _meaning(response.status_code, body, writing=writing)
    message = f"Telegram: {hide(words)} (HTTP {response.status_code})"
    for known, way_out in _WAYS_OUT:
        if known in words.lower():
            message = f"{message}. {way_out}"
    if issubclass(kind, RateLimited):
        told = in_seconds(mapping(body.get("parameters")).get("retry_after"), now)
        return kind(message, retry_at=told or retry_after(response.headers, now))
    return kind(message)


def _meaning(status: int, body: Mapping[str, Any], *, writing: bool) -> type[ListenpostError]:
    """By status; a body that is none of Telegram's says nothing for certain."""
    if status == 429:
        return RateLimited
    broken = OutcomeUnknown if writing else PlatformUnavailable
    if body.get("ok") is not False or status >= 500:
        return broken
    if status in (401, 404):
        return AuthenticationFailed  # 404: no token of this form
    if status == 409:
        return ConfigurationError
    if status == 403:
        return ReplyNotAllowed if writing else PermissionMissing
    if status in (400, 413):
        return ReplyNotAllowed if writing else Rejected
    return broken
