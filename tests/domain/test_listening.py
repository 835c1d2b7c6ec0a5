"""When a listener polls next after a failure."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import errors
from domain.errors import (
    AuthenticationFailed,
    BadInput,
    BudgetSpent,
    ChatLimited,
    ConfigurationError,
    Conflict,
    CreditExhausted,
    EndpointRetired,
    ListenpostError,
    MalformedItem,
    NotAllowed,
    NotConfirmed,
    OutcomeUnknown,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    Rejected,
    ReplyNotAllowed,
    RetryLater,
    SettingMisfit,
    TokenExpired,
)
from domain.listening import (
    BACK_OFF_MAX,
    FIRST_RETRY,
    NEEDS_PERSON_RETRY,
    RESET_MAX,
    ListenerState,
    after_failure,
    state_of,
)
from tests.domain.builders import HOUR, NOW, SECOND

MINUTE = dt.timedelta(minutes=1)
STATES = {
    ListenpostError: ListenerState.UNAVAILABLE,
    ConfigurationError: ListenerState.MISCONFIGURED,
    AuthenticationFailed: ListenerState.SIGN_IN_FAILED,
    TokenExpired: ListenerState.TOKEN_EXPIRED,
    PermissionMissing: ListenerState.PERMISSION_MISSING,
    EndpointRetired: ListenerState.RETIRED,
    CreditExhausted: ListenerState.OUT_OF_CREDIT,
    RetryLater: ListenerState.UNAVAILABLE,
    RateLimited: ListenerState.RATE_LIMITED,
    ChatLimited: ListenerState.RATE_LIMITED,
    BudgetSpent: ListenerState.BUDGET_SPENT,
    PlatformUnavailable: ListenerState.UNAVAILABLE,
    Rejected: ListenerState.UNAVAILABLE,
    SettingMisfit: ListenerState.MISCONFIGURED,
    ReplyNotAllowed: ListenerState.UNAVAILABLE,
    MalformedItem: ListenerState.UNAVAILABLE,
    BadInput: ListenerState.UNAVAILABLE,
    OutcomeUnknown: ListenerState.UNAVAILABLE,
    Conflict: ListenerState.UNAVAILABLE,
    NotAllowed: ListenerState.UNAVAILABLE,
    NotConfirmed: ListenerState.UNAVAILABLE,
}
NEEDS_PERSON = [
    AuthenticationFailed,
    TokenExpired,
    PermissionMissing,
    CreditExhausted,
    EndpointRetired,
    ConfigurationError,
]
OURS = [
    kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)
]


def wait(error: Exception, failures: int = 1, interval: dt.timedelta = MINUTE) -> dt.timedelta:
    return after_failure(error, failures=failures, interval=interval, now=NOW).at - NOW


def test_every_error_of_ours_has_its_state() -> None:
    assert {kind: state_of(kind("x")) for kind in OURS} == STATES


@pytest.mark.parametrize("error", [ValueError("x"), RuntimeError("x"), KeyError("x"), OSError("x")])
def test_a_fault_of_ours_is_no_fault_of_the_platform(error: Exception) -> None:
    assert state_of(error) is ListenerState.CRASHED
    assert wait(error) == MINUTE


@pytest.mark.parametrize("kind", NEEDS_PERSON)
@pytest.mark.parametrize("failures", [1, 7, 10_000])
def test_what_only_a_person_can_mend_is_looked_at_every_few_minutes(
    kind: type[ListenpostError], failures: int
) -> None:
    assert wait(kind("x"), failures) == NEEDS_PERSON_RETRY


@pytest.mark.parametrize("kind", [TokenExpired, AuthenticationFailed, CreditExhausted])
def test_what_is_said_after_pages_of_the_same_poll_may_be_a_slip(
    kind: type[ListenpostError],
) -> None:
    found = after_failure(kind("x"), failures=1, interval=HOUR, now=NOW, got_further=True)
    assert found.at - NOW == FIRST_RETRY


def test_a_missing_right_is_no_slip_though_other_lists_were_heard() -> None:
    error = PermissionMissing("x")
    found = after_failure(error, failures=1, interval=HOUR, now=NOW, got_further=True)
    assert found.at - NOW == NEEDS_PERSON_RETRY


def test_a_platform_out_of_reach_is_tried_soon_then_ever_less_often() -> None:
    waits = [wait(PlatformUnavailable("x"), failures) / MINUTE for failures in range(1, 9)]
    assert waits == [0.5, 1, 2, 4, 8, 15, 15, 15]


def test_each_refusal_doubles_the_wait_up_to_a_quarter_of_an_hour() -> None:
    waits = [wait(RateLimited("x"), failures) / MINUTE for failures in range(1, 8)]
    assert waits == [1, 2, 4, 8, 15, 15, 15]


@pytest.mark.parametrize("kind", [RateLimited, BudgetSpent, PlatformUnavailable, RetryLater])
def test_the_platforms_own_time_wins(kind: type[RetryLater]) -> None:
    for asked in (SECOND, 7 * MINUTE, HOUR):
        assert wait(kind("x", retry_at=NOW + asked), failures=9) == asked


@pytest.mark.parametrize("asked", [-365 * 24 * HOUR, -SECOND, 0 * SECOND])
def test_a_time_that_has_passed_is_no_licence_to_hammer(asked: dt.timedelta) -> None:
    error = RateLimited("x", retry_at=NOW + asked)
    assert [wait(error, failures) / MINUTE for failures in (1, 2, 3, 9)] == [1, 2, 4, 15]


def test_no_platform_silences_a_listener_for_longer_than_a_day() -> None:
    for_ever = dt.datetime.max.replace(tzinfo=dt.UTC)
    assert wait(RateLimited("x", retry_at=for_ever)) == RESET_MAX == 24 * HOUR
    assert wait(RateLimited("x", retry_at=NOW + RESET_MAX)) == RESET_MAX


def test_a_listener_that_polls_seldom_need_not_wait_as_long_after_a_slip() -> None:
    assert wait(PlatformUnavailable("x"), 1, interval=6 * HOUR) == FIRST_RETRY
    assert wait(PlatformUnavailable("x"), 99, interval=6 * HOUR) == 6 * HOUR


def test_a_listener_that_polls_often_does_not_wait_longer_for_one_slip() -> None:
    assert wait(PlatformUnavailable("x"), 1, interval=SECOND) == SECOND


def test_a_listener_that_polls_seldom_never_polls_more_often_for_a_limit() -> None:
    assert wait(RateLimited("x"), 1, interval=6 * HOUR) == 6 * HOUR


@given(
    st.sampled_from(OURS),
    st.integers(1, 10**6),
    st.timedeltas(SECOND, 24 * HOUR),
    st.none() | st.datetimes(timezones=st.just(dt.UTC)),
)
def test_every_listener_comes_back_neither_at_once_nor_never(
    kind: type[Exception], failures: int, interval: dt.timedelta, retry_at: dt.datetime | None
) -> None:
    error = kind("x")
    if isinstance(error, RetryLater):
        error.retry_at = retry_at
    found = after_failure(error, failures=failures, interval=interval, now=NOW)
    assert NOW < found.at <= NOW + max(RESET_MAX, BACK_OFF_MAX, interval)
    assert found.state is state_of(error)
