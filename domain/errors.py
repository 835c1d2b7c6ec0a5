"""Every error we raise, grouped by what the caller should do about it.

* ListenpostError
  x ConfigurationError      stop: a person must change a setting
    + SettingMisfit         the same, setting by setting: where each one is wrong, and why
    + AuthenticationFailed  stop this account, show it; the credentials must be renewed
      x TokenExpired        the same, and we know why: the token's time is over
    + PermissionMissing     stop this listener, show it; the platform must grant a right
    + EndpointRetired       stop this listener for good; the platform has removed what it reads
    + CreditExhausted       stop this account, show it; credits must be bought
  x RetryLater              the same call may succeed later, not before `retry_at` if it is given
    + RateLimited           the platform told us to slow down
      x ChatLimited         one chat has had all that it may get for now; others go on
    + BudgetSpent           the listener's own budget of the day is used up
    + PlatformUnavailable   the platform, or the way to it, is down
  x Rejected                never try this item again
    + ReplyNotAllowed       gone, blocked, not summoned, too long, or outside the reply window
    + MalformedItem         the platform sent something that we cannot read
    + BadInput              a person or a file gave us something that we cannot take
  x OutcomeUnknown          it may or may not have happened: read it back, never repeat it blindly
  x Conflict                somebody else got there first: reload
  x NotConfirmed            something looks wrong: a person looks once more and says so
  x NotAllowed              this user's role does not permit it
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


class ListenpostError(Exception):
    """Root of all our errors; the message is written for a user."""


class ConfigurationError(ListenpostError):
    """A setting is wrong: which one, where it was looked for, an example that works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """One setting that cannot be used: its path, and why in a sentence without any place."""

    path: tuple[str, ...]
    why: str


class SettingMisfit(ConfigurationError):
    """Settings that cannot be used; the message says where a file has them, `misfits` do not."""

    def __init__(self, message: str, *misfits: Misfit) -> None:
        super().__init__(message)
        self.misfits = misfits


class AuthenticationFailed(ConfigurationError):
    """The platform refused our credentials."""


class TokenExpired(AuthenticationFailed):
    """The token was good, but its time is over."""


class PermissionMissing(ConfigurationError):
    """The credentials are good, but a right is missing."""


class EndpointRetired(ConfigurationError):
    """The platform has removed this part of its API."""


class CreditExhausted(ConfigurationError):
    """The account has no credits left, or its monthly cap is reached."""


class RetryLater(ListenpostError):
    """The same call may succeed later."""

    def __init__(self, message: str, *, retry_at: dt.datetime | None = None) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class RateLimited(RetryLater):
    """The platform told us to slow down."""


class ChatLimited(RateLimited):
    """One chat has had all that it may get for now; `retry_at` is ours, and others go on."""


class BudgetSpent(RetryLater):
    """The budget of the day is used up; it begins anew at `retry_at`."""


class PlatformUnavailable(RetryLater):
    """The platform, or the way to it, is down."""


class Rejected(ListenpostError):
    """The same call will never succeed."""


class ReplyNotAllowed(Rejected):
    """The post is gone, we are blocked, or a rule of the platform forbids this reply."""


class MalformedItem(Rejected):
    """The platform sent something that we cannot read."""


class BadInput(Rejected):
    """A person or a file gave us something that we cannot take."""


class OutcomeUnknown(ListenpostError):
    """The call may have taken effect: look before anything is repeated."""


class Conflict(ListenpostError):
    """Another worker or agent changed the record first."""


class NotConfirmed(ListenpostError):
    """It can be done, but looks wrong: a person has to confirm each of `doubts`."""

    def __init__(self, message: str, *, doubts: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.doubts = doubts


class NotAllowed(ListenpostError):
    """The user's role does not permit this."""
