"""When a listener polls next, and what stands in its way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import (
    AuthenticationFailed,
    BudgetSpent,
    ConfigurationError,
    CreditExhausted,
    EndpointRetired,
    ListenpostError,
    PermissionMissing,
    RateLimited,
    TokenExpired,
)


class ListenerState(StrEnum):
    """Each state has its own way out; they are never lumped together."""

    NEW = "new"
    LISTENING = "listening"
    RATE_LIMITED = "rate_limited"  # waits until the platform's reset time
    UNAVAILABLE = "unavailable"  # backs off and tries again
    BUDGET_SPENT = "budget_spent"  # waits for the next day, or for a larger budget
    TOKEN_EXPIRED = "token_expired"  # noqa: S105  make a new token
    SIGN_IN_FAILED = "sign_in_failed"  # renew the credentials
    PERMISSION_MISSING = "permission_missing"  # ask the platform for the right
    OUT_OF_CREDIT = "out_of_credit"  # buy credits
    RETIRED = "retired"  # the platform removed it
    MISCONFIGURED = "misconfigured"  # change the setting that the error names
    CRASHED = "crashed"  # a fault of ours; the log has the traceback


_STATE_OF: tuple[tuple[type[ListenpostError], ListenerState], ...] = (
    (BudgetSpent, ListenerState.BUDGET_SPENT),
    (RateLimited, ListenerState.RATE_LIMITED),
    (TokenExpired, ListenerState.TOKEN_EXPIRED),
    (AuthenticationFailed, ListenerState.SIGN_IN_FAILED),
    (PermissionMissing, ListenerState.PERMISSION_MISSING),
    (CreditExhausted, ListenerState.OUT_OF_CREDIT),
    (EndpointRetired, ListenerState.RETIRED),
    (ConfigurationError, ListenerState.MISCONFIGURED),
    (ListenpostError, ListenerState.UNAVAILABLE),
)
FIRST_RETRY = dt.timedelta(seconds=30)
"""After what mostly passes at once: a connection that broke, an answer that was cut short."""
BACK_OFF_MAX = dt.timedelta(minutes=15)
NEEDS_PERSON_RETRY = dt.timedelta(minutes=5)
RESET_MAX = dt.timedelta(days=1)
"""The longest limit of any platform; a later time is a clock that lies."""
NEEDS_PERSON = frozenset(
    {
        ListenerState.TOKEN_EXPIRED,
        ListenerState.SIGN_IN_FAILED,
        ListenerState.PERMISSION_MISSING,
        ListenerState.OUT_OF_CREDIT,
        ListenerState.RETIRED,
        ListenerState.MISCONFIGURED,
    }
)


_MAY_HAVE_PASSED = frozenset(
    {ListenerState.TOKEN_EXPIRED, ListenerState.SIGN_IN_FAILED, ListenerState.OUT_OF_CREDIT}
)
"""What holds for the whole account: said after pages of the same poll, it may be a slip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPoll:
    """What a failed poll leads to."""

    state: ListenerState
    at: dt.datetime


def state_of(error: Exception) -> ListenerState:
    """The state that an error of a poll puts its listener in."""
    return next(
        (state for kind, state in _STATE_OF if isinstance(error, kind)), ListenerState.CRASHED
    )


def after_failure(
    error: Exception,
    *,
    failures: int,
    interval: dt.timedelta,
    now: dt.datetime,
    got_further: bool = False,
) -> NextPoll:
    """When to try again after the `failures`th failure in a row (1 or more).

    The platform's own time wins if it lies ahead, up to RESET_MAX. A state that only a person can
    end is looked at every few minutes, so that a mended account recovers by itself, and at once
    where the poll `got_further` before. A platform out of reach is tried after FIRST_RETRY, all
    else after the interval, and each time waited for twice as long, up to BACK_OFF_MAX.
    """
    state = state_of(error)
    asked: dt.datetime | None = getattr(error, "retry_at", None)
    if asked is not None and asked > now:
        return NextPoll(state=state, at=min(asked, now + RESET_MAX))
    soon = min(FIRST_RETRY, interval)
    if state in NEEDS_PERSON:
        slip = got_further and state in _MAY_HAVE_PASSED
        return NextPoll(state=state, at=now + (soon if slip else NEEDS_PERSON_RETRY))
    first = soon if state is ListenerState.UNAVAILABLE else interval
    wait = min(first * 2 ** min(failures - 1, 20), max(BACK_OFF_MAX, interval))
    return NextPoll(state=state, at=now + wait)
