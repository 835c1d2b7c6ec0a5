"""Every failure of the Graph API and of requests has a meaning of ours."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import requests
from urllib3.exceptions import HTTPError

from domain.errors import (
    AuthenticationFailed,
    ConfigurationError,
    EndpointRetired,
    ListenpostError,
    OutcomeUnknown,
    PermissionMissing,
    PlatformUnavailable,
    RateLimited,
    Rejected,
    ReplyNotAllowed,
    TokenExpired,
)
from platforms.facebook_errors import FOREIGN, regained_at, translate
from platforms.wire import nothing_was_sent
from tests.platforms.answers import answer, bare, family

NOW = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
FOREIGNERS = sorted({*family(requests.RequestException), *family(HTTPError)}, key=str)
GONE = "Object with ID '1' does not exist, cannot be loaded due to missing permissions"

Kind = type[ListenpostError]

BY_CODE: list[tuple[int, int | None, str, Kind, Kind]] = [
    # code, subcode, message, meaning of a reading, meaning of a write
    (1, None, "An unknown error occurred", PlatformUnavailable, OutcomeUnknown),
    (2, None, "Service temporarily unavailable", PlatformUnavailable, OutcomeUnknown),
    (3, None, "Unknown method", PermissionMissing, PermissionMissing),
    (4, None, "Application request limit reached", RateLimited, RateLimited),
    (10, None, "Requires pages_read_engagement", PermissionMissing, PermissionMissing),
    (10, 2018278, "Outside of allowed window", PermissionMissing, ReplyNotAllowed),
    (10, 1893063, "Page restricted from sending", PermissionMissing, PermissionMissing),
    (12, None, "Deprecated for v22.0 and later", EndpointRetired, EndpointRetired),
    (17, None, "User request limit reached", RateLimited, RateLimited),
    (32, None, "Page request limit reached", RateLimited, RateLimited),
    (100, 33, GONE, Rejected, ReplyNotAllowed),
    (100, None, "Tried accessing nonexisting field (x)", ConfigurationError, ReplyNotAllowed),
    (100, None, "Pages Public Content Access requires either app secret proof or an app token",
     PermissionMissing, PermissionMissing),
    (100, None, "API calls require an appsecret_proof argument", AuthenticationFailed,
     AuthenticationFailed),
    (100, None, "Invalid cursors values", Rejected, ReplyNotAllowed),
    (100, 10900, "Activity already replied to", Rejected, OutcomeUnknown),
    (10900, None, "Activity already replied to", Rejected, OutcomeUnknown),
    (102, None, "Session key invalid", AuthenticationFailed, AuthenticationFailed),
    (104, None, "An access token is required", AuthenticationFailed, AuthenticationFailed),
    (190, 463, "Session has expired", TokenExpired, TokenExpired),
    (200, None, "Requires pages_manage_engagement", PermissionMissing, PermissionMissing),
    (283, None, "That action requires a permission", PermissionMissing, PermissionMissing),
    (299, None, "Permission", PermissionMissing, PermissionMissing),
    (341, None, "Application limit reached", RateLimited, RateLimited),
    (368, None, "Temporarily blocked for policies violations", PermissionMissing,
     PermissionMissing),
    (506, 1455006, "Duplicate status message", Rejected, OutcomeUnknown),
    (551, None, "This person isn't available right now", Rejected, ReplyNotAllowed),
    (613, None, "Calls to this api have exceeded the rate limit", RateLimited, RateLimited),
    (803, None, "Some of the aliases you requested do not exist", Rejected, ReplyNotAllowed),
    (2500, None, "An active access token must be used", AuthenticationFailed,
     AuthenticationFailed),
    (2500, None, "Unknown path components: /x", ConfigurationError, ConfigurationError),
    (10903, None, "This user can't reply to this activity", Rejected, ReplyNotAllowed),
    (80001, None, "Too many calls to this Page account", RateLimited, RateLimited),
    (80006, None, "Too many calls to this Messenger account", RateLimited, RateLimited),
    (123456, None, "A code of next year", PlatformUnavailable, Rejected),
]  # fmt: skip
BY_STATUS: list[tuple[int, object, Kind, Kind]] = [
    (200, b"<html>", PlatformUnavailable, OutcomeUnknown),
    (200, [], PlatformUnavailable, OutcomeUnknown),
    (200, b'{"data": [{"id"', PlatformUnavailable, OutcomeUnknown),
    (302, b"", PlatformUnavailable, OutcomeUnknown),
    (400, {}, PlatformUnavailable, OutcomeUnknown),
    (401, b"", AuthenticationFailed, AuthenticationFailed),
    (404, b"<html>", PlatformUnavailable, OutcomeUnknown),
    (429, b"", RateLimited, RateLimited),
    (500, {"data": []}, PlatformUnavailable, OutcomeUnknown),
    (500, {"error": "a text"}, PlatformUnavailable, OutcomeUnknown),
    (500, {"error": {"code": 123456}}, PlatformUnavailable, OutcomeUnknown),
    (503, b"<html>", PlatformUnavailable, OutcomeUnknown),
]


def meaning(
    error: Exception | None, response: requests.Response | None = None, *, writing: bool
) -> ListenpostError:
    return translate(error, response, writing=writing, hide=str, now=NOW)


def graph_error(code: int, subcode: int | None, message: str, **more: Any) -> requests.Response:
    error = {"code": code, "error_subcode": subcode, "message": message, **more}
    return answer(400, {"error": error})


@pytest.mark.parametrize("kind", FOREIGNERS, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_foreign_error_is_caught_and_has_a_meaning(kind: type[Exception]) -> None:
    error = bare(kind)
    assert isinstance(error, FOREIGN)
    assert isinstance(meaning(error, writing=False), PlatformUnavailable)
    in_doubt = isinstance(meaning(error, writing=True), OutcomeUnknown)
    assert in_doubt is not nothing_was_sent(error)


@pytest.mark.parametrize(("code", "subcode", "message", "read", "written"), BY_CODE)
def test_every_code_has_a_meaning(
    code: int, subcode: int | None, message: str, read: Kind, written: Kind
) -> None:
    response = graph_error(code, subcode, message)
    assert type(meaning(None, response, writing=False)) is read
    assert type(meaning(None, response, writing=True)) is written


def test_no_code_is_without_a_meaning() -> None:
    for code in (*range(-1, 1300), *range(80000, 80020)):
        response = graph_error(code, 7, "")
        assert isinstance(meaning(None, response, writing=False), ListenpostError)
        assert isinstance(meaning(None, response, writing=True), ListenpostError)


@pytest.mark.parametrize(("status", "body", "read", "written"), BY_STATUS)
def test_an_answer_without_a_code_is_judged_by_its_status(
    status: int, body: object, read: Kind, written: Kind
) -> None:
    assert type(meaning(None, answer(status, body), writing=False)) is read
    assert type(meaning(None, answer(status, body), writing=True)) is written


def test_an_unknown_code_that_will_pass_leaves_a_write_in_doubt() -> None:
    response = graph_error(123456, None, "later", is_transient=True)
    assert type(meaning(None, response, writing=True)) is OutcomeUnknown


def test_the_words_for_people_and_the_numbers_are_told() -> None:
    response = graph_error(190, 463, "technical", error_user_msg="Please sign in again.")
    assert str(meaning(None, response, writing=False)) == (
        "Facebook: Please sign in again. (190/463)"
    )


def test_the_longest_wait_counts() -> None:
    usage = {
        "1": [{"type": "pages", "estimated_time_to_regain_access": 3}],
        "2": [{"type": "messenger", "estimated_time_to_regain_access": 19}, "odd"],
        "3": None,
    }
    headers = {"X-Business-Use-Case-Usage": json.dumps(usage)}
    assert regained_at(headers, NOW) == NOW + dt.timedelta(minutes=19)
    response = answer(400, {"error": {"code": 80001}}, headers)
    limited = meaning(None, response, writing=False)
    assert isinstance(limited, RateLimited)
    assert limited.retry_at == NOW + dt.timedelta(minutes=19)


@pytest.mark.parametrize("header", ["", "{", "[]", "7", '{"1": 7}', '{"1": [7]}'])
def test_odd_headers_name_no_time(header: str) -> None:
    assert regained_at({"X-Business-Use-Case-Usage": header}, NOW) is None


def test_the_servers_wait_counts_too() -> None:
    assert regained_at({"Retry-After": "90"}, NOW) == NOW + dt.timedelta(seconds=90)
