"""What all networks' error tables share: no answer came, and how long we are told to wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from domain.errors import ListenpostError, OutcomeUnknown, PlatformUnavailable

_LONGEST = 10**6


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
