"""What every failure of WhatsApp's Cloud API means to us, and the way out of it.

Codes from developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes, as of 2026-11-22.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import requests

from domain.errors import (
    AuthenticationFailed,
    ConfigurationError,
    CreditExhausted,
    ListenpostError,
    OutcomeUnknown,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    Rejected,
    ReplyNotAllowed,
    TokenExpired,
)
from domain.text import clean, one_line
from platforms.facebook_errors import regained_at
from platforms.reading import mapping, number
from platforms.wire import json_of, unanswered

FOREIGN = (requests.RequestException, ValueError, RecursionError)
Kind = type[ListenpostError]

CODES: Mapping[int, tuple[Kind, str]] = {
    0: (AuthenticationFailed, "Make a new token for a system user, and put it into the settings."),
    3: (PermissionMissing, "Give the token whatsapp_business_messaging."),
    4: (RateLimited, "The app has called too often; it goes on by itself."),
    10: (PermissionMissing, "Give the token whatsapp_business_messaging."),
    33: (ConfigurationError, "The number was deleted, or phone_number_id is another's."),
    190: (TokenExpired, "Make a new token for a system user, and put it into the settings."),
    368: (PermissionMissing, "Meta has restricted the account: see Account Quality in WhatsApp."),
    80007: (RateLimited, "The account has called too often; it goes on by itself."),
    130429: (RateLimited, "More messages a second than the number may send; it goes on by itself."),
    130472: (ReplyNotAllowed, "Meta keeps this person out of messages: answer on another channel."),
    130497: (ReplyNotAllowed, "The account may not write to this country."),
    131005: (PermissionMissing, "Give the token whatsapp_business_messaging."),
    131021: (ReplyNotAllowed, "The customer's number is our own."),
    131026: (
        ReplyNotAllowed,
        "The customer cannot be reached there: blocked us, or has an old app. Call or mail.",
    ),
    131030: (ReplyNotAllowed, "A test number reaches only those on its list of recipients."),
    131031: (PermissionMissing, "The account is locked: see Account Quality in WhatsApp Manager."),
    131037: (ConfigurationError, "Have the number's display name approved in WhatsApp Manager."),
    131042: (CreditExhausted, "Add or mend the payment method in WhatsApp Manager."),
    131045: (ConfigurationError, "Register the number for the Cloud API again."),
    131047: (
        ReplyNotAllowed,
        "More than 24 hours have passed since the customer wrote: send an approved template from "
        "WhatsApp Manager, or call.",
    ),
    131048: (
        RateLimited,
        "Too many were blocked or reported: see the quality in WhatsApp Manager.",
    ),
    131049: (ReplyNotAllowed, "Meta held it back to spare this person: answer elsewhere or later."),
    131050: (ReplyNotAllowed, "The customer wants no marketing from us."),
    131056: (RateLimited, "Too many messages to this one person; it goes on by itself."),
    131057: (PlatformUnavailable, "The account is being moved by Meta; it goes on by itself."),
    132000: (ReplyNotAllowed, "The template has another number of blanks: mend its settings."),
    132001: (
        ReplyNotAllowed,
        "No template of this name is approved in this language: mend [[message_templates]], or "
        "have it approved in WhatsApp Manager.",
    ),
    132005: (ReplyNotAllowed, "With its blanks filled in the template is too long: shorten them."),
    132007: (ReplyNotAllowed, "The template breaks a policy of WhatsApp: see WhatsApp Manager."),
    132012: (
        ReplyNotAllowed,
        "A blank of the template takes something else: see WhatsApp Manager.",
    ),
    132015: (ReplyNotAllowed, "Meta has paused the template for its quality: take another one."),
    132016: (ReplyNotAllowed, "Meta has switched the template off for good: take another one."),
    133010: (ConfigurationError, "Register the number for the Cloud API."),
}
_CERTAIN = frozenset({100, 131008, 131009, 131051, 131052, 131053})
"""Our request was wrong in itself: nothing was sent."""
_BROKEN = frozenset({1, 2, 131000, 131016})
"""Something went wrong with them, and nobody knows how far it came."""
_RIGHTS = range(200, 300)


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
        return unanswered("WhatsApp", error, writing=writing)
    told = mapping(mapping(json_of(response)).get("error"))
    kind = _meaning(response.status_code, told, writing=writing)
    words = way_out(told) if told else f"no explanation (HTTP {response.status_code})"
    message = f"WhatsApp: {hide(words)}"
    if issubclass(kind, RateLimited):
        return kind(message, retry_at=regained_at(response.headers, now))
    return kind(message)


def way_out(error: Mapping[str, Any]) -> str:
    """WhatsApp's words, its number for whoever looks it up, and what can be done."""
    code = number(error.get("code"))
    details = clean(mapping(error.get("error_data")).get("details"))
    said = details or clean(error.get("message")) or clean(error.get("title")) or "refused"
    known = CODES.get(code) if code is not None else None
    found = f"{one_line(said, 160).rstrip('.')} ({code if code is not None else 'no code'})."
    return f"{found} {known[1]}" if known else found


def _meaning(status: int, error: Mapping[str, Any], *, writing: bool) -> Kind:
    code = number(error.get("code"))
    if code is None:
        by_status: dict[int, Kind] = {401: AuthenticationFailed, 429: RateLimited}
        return by_status.get(status) or _broken(writing)
    if code in CODES:
        kind = CODES[code][0]
        return Rejected if kind is ReplyNotAllowed and not writing else kind
    if code in _RIGHTS:
        return PermissionMissing
    if code in _CERTAIN:
        return ReplyNotAllowed if writing else Rejected
    if code in _BROKEN or status >= 500 or error.get("is_transient") is True:
        return _broken(writing)
    return Rejected if writing else PlatformUnavailable


def _broken(writing: bool) -> Kind:
    """A fault of theirs: it may have been sent."""
    return OutcomeUnknown if writing else PlatformUnavailable
