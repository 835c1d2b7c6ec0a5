"""What all networks' error tables share: bare statuses, no answer at all, how long to wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from domain.errors import (
    AuthenticationFailed,
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

_LONGEST = 10**6
_BY_STATUS: Mapping[int, type[ListenpostError]] = {
    401: AuthenticationFailed,
    402: CreditExhausted,
    429: RateLimited,
}
_REFUSALS: Mapping[int, type[ListenpostError]] = {
    400: Rejected,
    403: PermissionMissing,
    404: Rejected,
    410: EndpointRetired,
    413: Rejected,
    422: Rejected,
}
"""What a reading meets; a reply that meets the same is not allowed."""


def by_status(status: int, *, writing: bool) -> type[ListenpostError]:
    """The class of an answer that says no more than its status."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status in _REFUSALS:
        return ReplyNotAllowed if writing else _REFUSALS[status]
    return OutcomeUnknown if writing else PlatformUnavailable


def without_answer(
    network: str, error: BaseException | None, *, writing: bool, unsent: bool
) -> ListenpostError:
    """Our error where no answer came; a write that may have left is in doubt."""
    what = type(error).__name__
    if writing and not unsent:
        return OutcomeUnknown(f"{network} did not answer ({what}): it may have been posted.")
    return PlatformUnavailable(f"{network} cannot be reached ({what}).")


def retry_after(headers: Mapping[str, str], now: dt.datetime) -> dt.datetime | None:
    """When calls are possible again by Retry-After, which needs no clock of theirs."""
    return in_seconds(headers.get("Retry-After") or headers.get("retry-after"), now)


def in_seconds(told: object, now: dt.datetime) -> dt.datetime | None:
    """So many seconds from now, as a number or in digits; None where it is neither."""
    if isinstance(told, bool) or not isinstance(told, int | str):
        return None
    digits = str(told)
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 10):
        return None
    return now + dt.timedelta(seconds=min(int(digits), _LONGEST))
