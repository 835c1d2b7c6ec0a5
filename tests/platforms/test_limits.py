"""Limits are read from whatever a server sends, and never block for longer than a day."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.budget import Budget, Spent
from domain.errors import BudgetSpent, RateLimited
from platforms.limits import allowances
from platforms.meter import Meter, endpoint_of

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
SOON = str(int((NOW + MINUTE).timestamp()))


def blocked(headers: Mapping[str, str]) -> dt.timedelta | None:
    found = [one.blocked_until(NOW) for one in allowances(headers, now=NOW)]
    known = [until for until in found if until is not None]
    return max(known) - NOW if known else None


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"x-rate-limit-remaining": "0", "x-rate-limit-reset": SOON}, MINUTE),
        ({"x-rate-limit-remaining": "7", "x-rate-limit-reset": SOON}, None),
        ({"X-App-Limit-24hour-Remaining": "0", "X-App-Limit-24hour-Reset": SOON}, MINUTE),
        ({"RateLimit-Remaining": "0", "RateLimit-Reset": "60"}, MINUTE),
        (
            {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-11-21T12:01:00.000Z"},
            MINUTE,
        ),
        ({"Retry-After": "60"}, MINUTE),
        (
            {
                "Retry-After": "Sat, 21 Nov 2026 13:01:00 GMT",
                "Date": "Sat, 21 Nov 2026 13:00:00 GMT",
            },
            MINUTE,
        ),
        ({"X-RateLimit-Remaining": "0.0", "X-RateLimit-Reset": "60"}, MINUTE),
        (  # a server whose clock is an hour ahead
            {
                "X-RateLimit-Remaining": "0",
                "X-RateLimit-Reset": "2026-11-21T13:01:00.000Z",
                "Date": "Sat, 21 Nov 2026 13:00:00 GMT",
            },
            MINUTE,
        ),
        ({"X-App-Usage": '{"call_count":99,"total_time":3}'}, None),
        (
            {
                "X-Business-Use-Case-Usage": json.dumps(
                    {"1": [{"type": "pages", "estimated_time_to_regain_access": 1}]}
                )
            },
            MINUTE,
        ),
        ({"x-rate-limit-remaining": "0", "x-rate-limit-reset": "99999999999"}, 24 * 60 * MINUTE),
        ({"x-rate-limit-remaining": "0", "x-rate-limit-reset": "soon"}, None),
        ({}, None),
    ],
)
def test_what_the_server_says_is_obeyed(
    headers: Mapping[str, str], wait: dt.timedelta | None
) -> None:
    assert blocked(headers) == wait


@given(
    headers=st.dictionaries(
        st.sampled_from(
            ("x-rate-limit-remaining", "x-rate-limit-reset", "x-rate-limit-limit", "retry-after",
             "x-app-usage", "x-business-use-case-usage", "ratelimit-remaining", "ratelimit-reset")
        ),
        st.one_of(st.text(max_size=30), st.integers().map(str), st.sampled_from(("{}", "[[]]"))),
    )
)  # fmt: skip
def test_rubbish_is_left_out(headers: dict[str, str]) -> None:
    for found in allowances(headers, now=NOW):
        assert 0 <= found.left <= 1
        until = found.blocked_until(NOW)
        assert until is None or NOW < until <= NOW + dt.timedelta(days=1)


def test_meta_percents_are_what_is_left() -> None:
    (found,) = allowances({"X-App-Usage": '{"call_count":28,"total_cputime":40}'}, now=NOW)
    assert found.name == "app usage"
    assert found.left == pytest.approx(0.6)


def test_an_endpoint_is_its_path_without_ids() -> None:
    assert endpoint_of("GET", "/2/users/299279721/mentions") == "GET /2/users/:id/mentions"
    assert endpoint_of("GET", "/v26.0/1200_3400/comments") == "GET /v26.0/:id/comments"
    assert endpoint_of("GET", "/api/v1/statuses/7/context") == "GET /api/v1/statuses/:id/context"
    ulid = "01ARZTSBVXQQFKNHMPSTVWXYZA"
    assert endpoint_of("GET", f"/api/v1/statuses/{ulid}") == "GET /api/v1/statuses/:id"
    assert endpoint_of("GET", "/2/tweets/search/recent") == "GET /2/tweets/search/recent"


def test_a_used_up_endpoint_is_not_asked_and_the_others_are() -> None:
    meter = Meter(now=lambda: NOW)
    meter.answered("GET /a", {"x-rate-limit-remaining": "0", "x-rate-limit-reset": SOON})
    with pytest.raises(RateLimited) as raised:
        meter.before("GET /a")
    assert raised.value.retry_at == NOW + MINUTE
    meter.before("GET /b")


def test_a_spent_budget_stops_the_next_request_until_midnight() -> None:
    meter = Meter(now=lambda: NOW, budget=Budget(requests=3), spent=Spent(requests=2))
    meter.before("GET /a")
    meter.answered("GET /a", {})
    with pytest.raises(BudgetSpent) as raised:
        meter.before("GET /a")
    assert raised.value.retry_at == dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def test_what_is_used_tells_the_whole_where_a_server_does_not() -> None:
    told = {"x-ratelimit-remaining": "450.0", "x-ratelimit-used": "150", "x-ratelimit-reset": "9"}
    (found,) = allowances(told, now=NOW)
    assert (found.left, found.most) == (0.75, 600)
